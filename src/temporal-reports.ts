import { joinId } from './domain/ids.ts'
import type { Temporal } from './temporal.ts'
import type { CatchUpInput, CatchUpResult } from './workflows/catch-up.ts'
import type { ReconcileResult } from './workflows/reconcile.ts'

/** How long one call may take; the caller tries again. */
const CALL_DEADLINE_MS = 5_000

/** Asks the providers now; while the same is under way it is joined. */
export async function startCatchUp(at: Temporal, input: CatchUpInput): Promise<Started<CatchUpResult>> {
  const { since } = input
  return await start(at, 'catchUp', ['catch-up', 'now', ...(since === undefined ? [] : [since])], [input])
}

/** Compares providers, books and chain now; one run at a time. */
export async function startReconcile(at: Temporal): Promise<Started<ReconcileResult>> {
  return await start(at, 'reconcile', ['reconcile', 'now'], [])
}

export interface Started<Result> {
  readonly workflowId: string
  /** Undefined when it is not done by then. */
  readonly within: (ms: number) => Promise<Result | undefined>
}

async function start<Result>(
  { client, taskQueue }: Temporal,
  type: string,
  name: readonly [string, ...string[]],
  args: unknown[],
): Promise<Started<Result>> {
  const workflowId = joinId(taskQueue, ...name)
  const handle = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
    client.workflow.start(type, {
      taskQueue,
      workflowId,
      args,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `${name[0]}, asked for by an operator`,
    }),
  )
  return {
    workflowId,
    within: (ms) =>
      client.withDeadline(Date.now() + ms, (): Promise<Result> => handle.result()).catch(() => undefined),
  }
}
