import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import pg from 'pg'
import { createActivities } from '../../../src/activities/index.ts'
import { NO_WATCH } from '../../../src/chain/payment-watch.ts'
import { createEventDesk } from '../../../src/inbox/event-desk.ts'
import { createLedger } from '../../../src/ledger/ledger.ts'
import { readPolicy } from '../../../src/policy.ts'
import { ACTIVITY_INTERCEPTORS } from '../../../src/worker/activity-interceptors.ts'
import { deliveringTo } from './delivering.ts'
import { mailingTo } from './mailing.ts'

// A worker that dies by SIGKILL once the mail server, or the merchant's app, was told, before that is marked.
const { TEMPORAL_ADDRESS, DATABASE_URL, TASK_QUEUE, BUNDLE, SMTP_URL, APP_URL } = process.env
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
const pool = new pg.Pool({ connectionString: DATABASE_URL })
const ledger = createLedger(pool)
const channels =
  APP_URL === undefined
    ? { mail: mailingTo(SMTP_URL ?? '', { pool, ledger }).channel }
    : deliveringTo({ pool, ledger }, { url: APP_URL }).channels
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS ?? '' }),
  taskQueue: TASK_QUEUE ?? '',
  workflowBundle: { codePath: BUNDLE ?? '' },
  activities: createActivities({
    ledger: {
      ...ledger,
      finishEffect() {
        process.kill(process.pid, 'SIGKILL')
        return new Promise<never>(() => undefined)
      },
    },
    desk: createEventDesk(pool),
    policy: readPolicy({}),
    settlements: { chain: NO_WATCH, pollMsAt: () => 1_000, track: () => Promise.resolve() },
    subscriptions: { track: async () => undefined },
    channels,
    processed: () => undefined,
  }),
  interceptors: { activity: ACTIVITY_INTERCEPTORS },
})
await worker.run()
