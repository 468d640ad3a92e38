import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import pg from 'pg'
import { failures } from '../../../src/activities/failures.ts'
import { createActivities } from '../../../src/activities/index.ts'
import { NO_WATCH } from '../../../src/chain/payment-watch.ts'
import { createEventDesk } from '../../../src/inbox/event-desk.ts'
import { createLedger } from '../../../src/ledger/ledger.ts'
import { readPolicy } from '../../../src/policy.ts'

// A worker that dies by SIGKILL at the worst moment: what it did is committed, and nobody has been told.
const { TEMPORAL_ADDRESS, DATABASE_URL, TASK_QUEUE, BUNDLE } = process.env
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
        process.kill(process.pid, 'SIGKILL')
        return await new Promise<never>(() => undefined)
      },
    },
    desk: createEventDesk(pool),
    policy: readPolicy({}),
    settlements: { chain: NO_WATCH, pollMsAt: () => 1_000, track: () => Promise.resolve() },
    subscriptions: { track: async () => undefined },
    processed: () => undefined,
  }),
  interceptors: { activity: [failures] },
})
await worker.run()
