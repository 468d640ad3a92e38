import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { type StripeStandIn, startStripeStandIn } from '../../../src/stack/stripe-stand-in.ts'
import { buildUp, together } from '../../../src/stack/teardown.ts'
import { NO_GUARD, WRONG_RESERVE } from '../../mint/support/mutations.ts'
import { createPool } from '../../mint/support/pool.ts'
import { createTestDatabase } from '../../support/database.ts'
import type { Dice } from '../../support/dice.ts'
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch-folder.ts'
import { serviceEnv } from '../../support/service.ts'
import { stablePort } from '../../support/stable-port.ts'
import { NETWORK } from './customers.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { buildProduct } from './product.ts'
import { programAt } from './programs.ts'
import { type ProxyCounts, startRpcProxy } from './rpc-proxy.ts'
import { type ChaosChain, startChain, startTemporalAt } from './servers.ts'
import { SLOW_RESERVE, startStrayPumps } from './stray-pumps.ts'

export interface SystemOptions {
  readonly apis: number
  readonly workers: number
  /** Pumps beside the workers', as if of activities that time out and go on all the same. */
  readonly strayPumps: number
  /** Without what keeps a mint from being made twice. */
  readonly broken: boolean
  readonly dice: Dice
  readonly proxied: ProxyCounts
}

/** The whole service as processes of its own, on servers of its own, and the ways to disturb it. */
export interface System {
  readonly pool: pg.Pool
  readonly temporalAddress: string
  readonly chain: ChaosChain
  readonly stripe: StripeStandIn
  readonly fleet: Fleet
  readonly apiUrls: readonly [string, ...string[]]
  /** Where programs and servers log. */
  readonly folder: string
  readonly stop: () => Promise<void>
}

const TASK_QUEUE = 'chaos'

export const startSystem = (options: SystemOptions): Promise<System> =>
  buildUp(async (teardown) => {
    const folder = makeScratchFolder()
    teardown.add(async () => (process.env.CHAOS_KEEP ? undefined : removeScratchFolder(folder)))
    const { url: databaseUrl, drop } = await createTestDatabase()
    teardown.add(drop)
    const [chain, product] = await together([
      startChain(folder, teardown, { forgetful: options.broken }),
      buildProduct(join(folder, 'product')),
    ])
    const pool = createPool(databaseUrl)
    teardown.add(() => pool.end())
    await pool.query(SLOW_RESERVE)
    if (options.broken) await pool.query(`${NO_GUARD}; ${WRONG_RESERVE}`)

    const proxy = await startRpcProxy(chain.rpcUrl, options.dice, options.proxied)
    teardown.add(proxy.close)
    const strays = await startStrayPumps({ ...chain, rpcUrl: proxy.url }, databaseUrl, options.strayPumps)
    teardown.add(strays.stop)

    const stripe = await startStripeStandIn()
    teardown.add(stripe.stop)

    const port = await stablePort()
    const temporalAddress = `127.0.0.1:${port}`
    const env = {
      ...serviceEnv({ databaseUrl, temporalAddress, taskQueue: TASK_QUEUE }),
      LOG_LEVEL: 'info',
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_API_BASE: stripe.apiBase,
      STRIPE_MINT_WAIT_SECONDS: '5',
      CONFIG_FILE: writePolicy(folder),
      CHAIN_RPC_URL: proxy.url,
      CHAIN_ID: String(chain.chain.chainId),
      LTZ_ADDRESS: chain.contract,
    }
    const programs = { product, folder, env }
    const ports = await Promise.all(Array.from({ length: options.apis }, stablePort))
    const fleet = await startFleet(
      [
        { kind: 'temporal', start: () => startTemporalAt(folder, port) },
        ...ports.map((own, n) => programAt(programs, 'api', n, { PORT: String(own) })),
        ...Array.from({ length: options.workers }, (_, n) =>
          programAt(programs, 'worker', n, { SIGNER_KEY: chain.minterKey }),
        ),
      ],
      options.dice,
    )
    teardown.add(fleet.stop)
    const [first = 0, ...others] = ports
    const apiUrls = [urlOf(first), ...others.map(urlOf)] as const
    return { pool, temporalAddress, chain, stripe, fleet, apiUrls, folder }
  })

/** The defaults, and which payments can be looked for on the chain. */
const writePolicy = (folder: string): string => {
  const file = join(folder, 'policy.json')
  writeFileSync(file, JSON.stringify({ settlement: { networks: [NETWORK] } }))
  return file
}

const urlOf = (port: number): string => `http://127.0.0.1:${port}`
