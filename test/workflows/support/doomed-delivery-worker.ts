import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import pg from 'pg'
import { pino } from 'pino'
import { createActivities } from '../../../src/activities/index.ts'
import { NO_WATCH } from '../../../src/chain/payment-watch.ts'
import { createEventDesk } from '../../../src/inbox/event-desk.ts'
import { createLedger } from '../../../src/ledger/ledger.ts'
import { readPolicy } from '../../../src/policy.ts'
import { ACTIVITY_INTERCEPTORS } from '../../../src/worker/activity-interceptors.ts'
import { createDelivery } from '../../../src/worker/delivery.ts'
import { APP_SECRET } from '../../support/merchant-app.ts'

// A worker that dies by SIGKILL once the app has taken the call: nobody has been told that it did.
const { TEMPORAL_ADDRESS, DATABASE_URL, TASK_QUEUE, BUNDLE, APP_URL = '' } = process.env
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
const pool = new pg.Pool({ connectionString: DATABASE_URL })
const ledger = createLedger(pool)
const policy = readPolicy({})
const delivery = createDelivery({
  config: { outboundAllow: [], policy, delivery: { url: APP_URL, secrets: [{ value: APP_SECRET }] } },
  pool,
  ledger,
  log: pino({ level: 'silent' }),
})
if (delivery === undefined) throw new Error('there is an app')
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS ?? '' }),
  taskQueue: TASK_QUEUE ?? '',
  workflowBundle: { codePath: BUNDLE ?? '' },
  activities: createActivities({
    ledger: {
      ...ledger,
      async finishEffect() {
        process.kill(process.pid, 'SIGKILL')
        return await new Promise<never>(() => undefined)
      },
    },
    desk: createEventDesk(pool),
    policy,
    settlements: { chain: NO_WATCH, pollMsAt: () => 1_000, track: () => Promise.resolve() },
    subscriptions: { track: async () => undefined },
    channels: { delivery: delivery.channel },
    processed: () => undefined,
  }),
  interceptors: { activity: ACTIVITY_INTERCEPTORS },
})
await worker.run()
