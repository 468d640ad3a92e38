import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import pg from 'pg'
import { failures } from '../../../src/activities/failures.ts'
import { createActivities } from '../../../src/activities/index.ts'
import { NO_WATCH } from '../../../src/chain/payment-watch.ts'
import { SUBSCRIPTION_CLOCK } from '../../../src/domain/subscription-fact.ts'
import { createEventDesk } from '../../../src/inbox/event-desk.ts'
import { createLedger } from '../../../src/ledger/ledger.ts'
import { readPolicy } from '../../../src/policy.ts'

// A worker that dies by SIGKILL at the worst moment: what it did is committed, and nobody has been told.
const { TEMPORAL_ADDRESS, DATABASE_URL, TASK_QUEUE, BUNDLE, POLICY = '{}' } = process.env
const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
const pool = new pg.Pool({ connectionString: DATABASE_URL })
const ledger = createLedger(pool)
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS ?? '' }),
  taskQueue: TASK_QUEUE ?? '',
  workflowBundle: { codePath: BUNDLE ?? '' },
  activities: createActivities({
    ledger: {
      ...ledger,
      async stateFact(statement, options) {
        await ledger.stateFact(statement, options)
        return await die()
      },
      subscriptions: {
        ...ledger.subscriptions,
        async state(statement, options) {
          const stated = await ledger.subscriptions.state(statement, options)
          return statement.endpoint === SUBSCRIPTION_CLOCK ? await die() : stated
        },
      },
    },
    desk: createEventDesk(pool),
    policy: readPolicy(JSON.parse(POLICY)),
    settlements: { chain: NO_WATCH, pollMsAt: () => 1_000, track: () => Promise.resolve() },
    subscriptions: { track: async () => undefined },
    processed: () => undefined,
  }),
  interceptors: { activity: [failures] },
})
await worker.run()
