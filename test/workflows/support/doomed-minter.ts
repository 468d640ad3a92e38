import { Client, Connection } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import pg from 'pg'
import { createActivities } from '../../../src/activities/index.ts'
import { NO_WATCH } from '../../../src/chain/payment-watch.ts'
import { createEventDesk } from '../../../src/inbox/event-desk.ts'
import { createLedger } from '../../../src/ledger/ledger.ts'
import { readPolicy } from '../../../src/policy.ts'
import { ACTIVITY_INTERCEPTORS } from '../../../src/worker/activity-interceptors.ts'
import { createTestMinting, type MintParts } from './mint-parts.ts'

// A worker that dies by SIGKILL right after one call of its parts: what that did is done, and nobody has been told.
const { TEMPORAL_ADDRESS: address = '', DATABASE_URL, BUNDLE = '', DIE_AFTER, CHAIN = '' } = process.env
const chain = JSON.parse(CHAIN) as Omit<MintParts, 'pool' | 'client'>
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
const client = new Client({ connection: await Connection.connect({ address }) })
const ledger = doomed(createLedger(pool))
const { minting } = createTestMinting({ ...chain, pool, client })
const { minter, pump } = minting
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: chain.taskQueue,
  workflowBundle: { codePath: BUNDLE },
  activities: createActivities({
    ledger,
    desk: createEventDesk(pool),
    policy: readPolicy({}),
    settlements: { chain: NO_WATCH, pollMsAt: () => 20, track: async () => undefined },
    minting: {
      ...minting,
      minter: doomed(minter),
      pump: { ...pump, outbox: doomed(pump.outbox), chain: doomed(pump.chain) },
    },
    subscriptions: { track: async () => undefined },
    processed: () => undefined,
  }),
  interceptors: { activity: ACTIVITY_INTERCEPTORS },
})
await worker.run()
