import { joinId } from './domain/ids.ts'
import type { Temporal } from './temporal.ts'
import type { CatchUpInput, CatchUpResult } from './workflows/catch-up.ts'
import type { ReconcileResult } from './workflows/reconcile.ts'

/** How long one call may take; the caller tries again. */
const CALL_DEADLINE_MS = 5_000

/** Asks the providers now; one run at a time. */
export async function startCatchUp(at: Temporal, input: CatchUpInput): Promise<Started<CatchUpResult>> {
  return await start(at, 'catchUp', 'catch-up', [input])
}

/** Compares providers, books and chain now; one run at a time. */
export async function startReconcile(at: Temporal): Promise<Started<ReconcileResult>> {
  return await start(at, 'reconcile', 'reconcile', [])
}

export interface Started<Result> {
  readonly workflowId: string
  /** Undefined when it is not done by then. */
  readonly within: (ms: number) => Promise<Result | undefined>
}

async function start<Result>(
  { client, taskQueue }: Temporal,
  type: string,
  name: string,
  args: unknown[],
): Promise<Started<Result>> {
  const workflowId = joinId(taskQueue, name, 'now')
  const handle = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
    client.workflow.start(type, {
      taskQueue,
      workflowId,
      args,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `${name}, asked for by an operator`,
    }),
  )
  return {
    workflowId,
    within: (ms) =>
      client.withDeadline(Date.now() + ms, (): Promise<Result> => handle.result()).catch(() => undefined),
  }
}
