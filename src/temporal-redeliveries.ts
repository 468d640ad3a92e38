import { type Client, isGrpcDeadlineError } from '@temporalio/client'
import type { Redelivered } from './delivery/again.ts'
import type { RedeliveryFilter } from './delivery/select.ts'
import { joinId } from './domain/ids.ts'
import type { RedeliveryInput } from './workflows/redeliver.ts'

/** How long one call may take. */
const CALL_DEADLINE_MS = 2_000
/** The app is given 15 s; somebody waits for it. */
const TEST_DEADLINE_MS = 22_000

/** Has messages sent again; while the same is under way it is joined. Returns the workflow's id. */
export async function startRedelivery(
  client: Client,
  taskQueue: string,
  of: RedeliveryInput['of'],
): Promise<string> {
  const workflowId = 'key' in of ? joinId('redeliver', of.key) : joinId('redeliver', wordsOf(of.filter))
  const args: [RedeliveryInput] = [{ of }]
  await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
    client.workflow.start('redeliver', {
      taskQueue,
      workflowId,
      args,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `sends ${'key' in of ? of.key : wordsOf(of.filter)} again`.slice(0, 180),
    }),
  )
  return workflowId
}

/** Until when is not part of it: asked for again, it is the same. */
function wordsOf({ topic, state, from }: RedeliveryFilter): string {
  return ['all', topic ?? 'topics', state ?? 'failed', ...(from === undefined ? [] : ['from', from])].join(
    ' ',
  )
}

/** Sends a test event, and waits for what comes of it; undefined: no worker has taken it yet. */
export async function sendTest(
  client: Client,
  taskQueue: string,
  key: string,
): Promise<Redelivered | undefined> {
  const handle = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
    client.workflow.start('testDelivery', {
      taskQueue,
      workflowId: joinId('test-delivery', key),
      args: [key],
      // Nobody waits for one that comes late.
      workflowExecutionTimeout: '1 minute',
      staticSummary: 'sends a test event to the app of the merchant',
    }),
  )
  try {
    return (await client.withDeadline(Date.now() + TEST_DEADLINE_MS, () => handle.result())) as Redelivered
  } catch (error) {
    if (isGrpcDeadlineError(error)) return undefined
    throw error
  }
}
