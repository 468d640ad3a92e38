import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import pg from 'pg'
import { createActivities } from '../../../src/activities/index.ts'
import { NO_WATCH } from '../../../src/chain/payment-watch.ts'
import { createEventDesk } from '../../../src/inbox/event-desk.ts'
import { createLedger } from '../../../src/ledger/ledger.ts'
import { readPolicy } from '../../../src/policy.ts'
import { createStripeRefunds } from '../../../src/provider-apis/stripe-refunds.ts'
import { ACTIVITY_INTERCEPTORS } from '../../../src/worker/activity-interceptors.ts'

// A worker that dies by SIGKILL right after one call of its parts: what that did is done, and nobody has been told.
const { TEMPORAL_ADDRESS: address = '', DATABASE_URL, TASK_QUEUE = '', BUNDLE = '' } = process.env
const { DIE_AFTER, STRIPE = '' } = process.env
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })

const doomed = <T extends object>(part: T): T =>
  new Proxy(part, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      if (name !== DIE_AFTER || typeof value !== 'function') return value
      return async (...args: unknown[]) => {
        await value.apply(target, args)
        process.kill(process.pid, 'SIGKILL')
        return await new Promise<never>(() => undefined)
      }
    },
  })

const pool = new pg.Pool({ connectionString: DATABASE_URL })
const stripe = JSON.parse(STRIPE) as { readonly apiBase: string; readonly secretKey: string }
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: TASK_QUEUE,
  workflowBundle: { codePath: BUNDLE },
  activities: createActivities({
    ledger: doomed(createLedger(pool)),
    desk: createEventDesk(pool),
    policy: readPolicy({}),
    settlements: { chain: NO_WATCH, pollMsAt: () => 20, track: async () => undefined },
    subscriptions: { track: async () => undefined },
    refunds: new Map([['stripe', doomed(createStripeRefunds(stripe))]]),
    processed: () => undefined,
  }),
  interceptors: { activity: ACTIVITY_INTERCEPTORS },
})
await worker.run()
