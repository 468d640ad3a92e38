import { createHash } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { Worker } from '@temporalio/worker'
import pg from 'pg'
import type { Deps, Processed } from '../../../src/activities/deps.ts'
import { createActivities } from '../../../src/activities/index.ts'
import { NO_WATCH } from '../../../src/chain/payment-watch.ts'
import { workflowIdFor } from '../../../src/domain/ids.ts'
import type { PaymentEvent } from '../../../src/domain/payment-event.ts'
import { planFor } from '../../../src/domain/plan.ts'
import type { Policy } from '../../../src/domain/policy.ts'
import { createAcceptor } from '../../../src/inbox/accept.ts'
import { createEventDesk } from '../../../src/inbox/event-desk.ts'
import type { NewEvent } from '../../../src/inbox/inbox.ts'
import { createLedger, type Ledger } from '../../../src/ledger/ledger.ts'
import { readPolicy } from '../../../src/policy.ts'
import { connectTemporal } from '../../../src/temporal.ts'
import { signalSettlement } from '../../../src/temporal-settlements.ts'
import { signalSubscription } from '../../../src/temporal-subscriptions.ts'
import { ACTIVITY_INTERCEPTORS } from '../../../src/worker/activity-interceptors.ts'
import { createTestDatabase } from '../../support/database.ts'
import { temporalEnvironment, uniqueTaskQueue } from '../../support/temporal.ts'
import { workflowBundlePath } from '../../support/workflow-bundle.ts'

export interface Harness {
  readonly environment: TestWorkflowEnvironment
  readonly taskQueue: string
  readonly databaseUrl: string
  readonly pool: pg.Pool
  readonly ledger: Ledger
  readonly deps: Deps
  /** What the activities said became of events. */
  readonly processed: readonly Processed[]
  /** A worker that runs until it is stopped; some of its parts may be others. */
  readonly startWorker: (parts?: Partial<Deps>) => Promise<() => Promise<void>>
  /** Takes the event into the inbox and starts its workflow, as the API does. */
  readonly start: (event: PaymentEvent, kept?: Partial<NewEvent>) => Promise<WorkflowHandle>
  readonly query: <Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<Row[]>
  readonly teardown: () => Promise<void>
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Real Postgres, real Temporal, real ledger and inbox; a task queue and a database of one's own. */
export const createHarness = async (
  policy: Policy = readPolicy({}),
  firstTry: 'local' | 'regular' = 'local',
): Promise<Harness> => {
  const database = await createTestDatabase()
  const environment = await temporalEnvironment()
  const taskQueue = uniqueTaskQueue()
  const pool = new pg.Pool({ connectionString: database.url, max: 5 })
  pool.on('error', () => undefined)
  const ledger = createLedger(pool)
  const acceptor = createAcceptor(pool)
  const temporal = connectTemporal({ taskQueue, ledgerFirstTry: firstTry })
  const processed: Processed[] = []
  const deps: Deps = {
    ledger,
    desk: createEventDesk(pool),
    policy,
    settlements: {
      chain: NO_WATCH,
      pollMsAt: () => 20,
      track: (payment, deadline) => signalSettlement(temporal, payment, ['stated', { deadline }]),
    },
    subscriptions: { track: (name) => signalSubscription(temporal, name, ['changed', undefined]) },
    processed: (event) => processed.push(event),
  }
  const stops: (() => Promise<void>)[] = []

  const startWorker: Harness['startWorker'] = async (parts = {}) => {
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue,
      workflowBundle: { codePath: await workflowBundlePath() },
      activities: createActivities({ ...deps, ...parts }),
      interceptors: { activity: ACTIVITY_INTERCEPTORS },
      shutdownForceTime: '5 seconds',
    })
    const running = worker.run()
    const stop = async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await running
    }
    stops.push(stop)
    return stop
  }

  const start: Harness['start'] = async (event, kept = {}) => {
    const plan = planFor(event, policy)
    if (plan.type === 'record') throw new Error('this event needs no workflow')
    const workflowId = workflowIdFor(event)
    const raw = JSON.stringify(event)
    await acceptor.accept({
      event,
      plan,
      workflowId,
      eventHash: sha256(raw),
      raw: Buffer.from(raw),
      bodySha256: sha256(raw),
      headers: {},
      secretId: 'test',
      source: 'webhook',
      subjects: [],
      ...kept,
    })
    await temporal.start(workflowId, event, plan)
    return environment.client.workflow.getHandle(workflowId)
  }

  return {
    environment,
    taskQueue,
    databaseUrl: database.url,
    pool,
    ledger,
    deps,
    processed,
    startWorker,
    start,
    query: async (sql, values = []) => (await pool.query(sql, [...values])).rows,
    async teardown() {
      for (const stop of stops) await stop()
      await temporal.close()
      await environment.teardown()
      await pool.end()
      await database.drop()
    },
  }
}
