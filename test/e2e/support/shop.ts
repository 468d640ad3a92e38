import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { type MailSink, startMailSink } from '../../../src/stack/mail-sink.ts'
import type { Service } from '../../../src/stack/processes.ts'
import { type StripeStandIn, startStripeStandIn } from '../../../src/stack/stripe-stand-in.ts'
import { createTeardown } from '../../../src/stack/teardown.ts'
import { type TestChain, useTestChain } from '../../chain/support/test-chain.ts'
import { run } from '../../cli/support.ts'
import { createTestDatabase } from '../../support/database.ts'
import { APP_SECRET, type MerchantApp, startMerchantApp } from '../../support/merchant-app.ts'
import { chainEnv } from '../../support/minting-service.ts'
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch-folder.ts'
import { apiUrlOf, serviceEnv, startProgram, TEST_SECRETS } from '../../support/service.ts'
import { uniqueTaskQueue } from '../../support/temporal.ts'
import { type Cuttable, cuttable } from '../../workflows/support/cuttable.ts'
import { keepMining } from '../../workflows/support/minting.ts'

/** A shop with all its parts: API and worker as processes, a chain, a mail server, the merchant's app, Stripe, and a chat for alerts. */
export interface Shop {
  readonly on: TestChain
  /** The ways to the chain's node and to the mail server. */
  readonly nodes: Cuttable
  readonly smtp: Cuttable
  readonly mails: MailSink
  readonly app: MerchantApp
  readonly chat: MerchantApp
  readonly policyFile: string
  readonly env: NodeJS.ProcessEnv
  readonly temporal: Client
  readonly apiUrl: () => string
  readonly restart: () => Promise<void>
  /** What the command prints; it must end with 0. */
  readonly quittance: (...argv: string[]) => Promise<string>
}

const start = async (
  on: TestChain,
  policy: object,
  teardown: ReturnType<typeof createTeardown>,
): Promise<Shop> => {
  const database = await createTestDatabase()
  teardown.add(database.drop)
  const folder = makeScratchFolder()
  teardown.add(async () => removeScratchFolder(folder))
  const policyFile = join(folder, 'policy.json')
  writeFileSync(policyFile, JSON.stringify(policy))
  const parts = await startParts(on)
  for (const stop of parts.stops) teardown.add(stop)
  const { nodes, smtp, app, chat, stripe } = parts
  const taskQueue = uniqueTaskQueue()
  const env = {
    ...serviceEnv({ databaseUrl: database.url, temporalAddress: inject('temporalAddress'), taskQueue }),
    ...chainEnv(on),
    CHAIN_RPC_URL: nodes.url,
    CONFIG_FILE: policyFile,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'The Shop <shop@example.com>',
    ALERT_WEBHOOK_URL: chat.url,
    DELIVERY_URL: app.url,
    DELIVERY_SECRET: APP_SECRET,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_API_BASE: stripe.apiBase,
  }
  const programs = await startPrograms(env)
  teardown.add(programs.stop)
  teardown.add(keepMining(on))
  const connection = await Connection.connect({ address: inject('temporalAddress') })
  teardown.add(() => connection.close())
  const { apiUrl, restart } = programs
  return {
    ...parts,
    on,
    policyFile,
    env,
    temporal: new Client({ connection }),
    apiUrl,
    restart,
    async quittance(...argv) {
      const { code, out, err } = await run({ ...TEST_SECRETS, QUITTANCE_URL: apiUrl() }, ...argv)
      expect({ code, err }, argv.join(' ')).toMatchObject({ code: 0 })
      return out
    },
  }
}

interface Parts extends Pick<Shop, 'nodes' | 'smtp' | 'mails' | 'app' | 'chat'> {
  readonly stripe: StripeStandIn
  readonly stops: readonly (() => Promise<void>)[]
}

const startParts = async (on: TestChain): Promise<Parts> => {
  const [mails, app, chat, stripe] = await Promise.all([
    startMailSink(),
    startMerchantApp(),
    startMerchantApp(),
    startStripeStandIn(),
  ])
  const [nodes, smtp] = await Promise.all([cuttable(on.rpcUrl), cuttable(mails.smtpUrl)])
  const stops = [
    mails.stop,
    stripe.stop,
    nodes.close,
    smtp.close,
    async () => app.stop(),
    async () => chat.stop(),
  ]
  return { nodes, smtp, mails, app, chat, stripe, stops }
}

interface Programs {
  readonly apiUrl: () => string
  readonly stop: () => Promise<void>
  readonly restart: () => Promise<void>
}

const startPrograms = async (env: NodeJS.ProcessEnv): Promise<Programs> => {
  const begin = (): Promise<[Service, Service]> =>
    Promise.all([startProgram('worker', env), startProgram('api', env)])
  let running = await begin()
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((program) => program.stop()))
  }
  return {
    apiUrl: () => apiUrlOf(running[1]),
    stop,
    restart: async () => {
      await stop()
      running = await begin()
    },
  }
}

/** A shop for the file that calls this, with this policy. */
export const useShop = (policy: object): (() => Shop) => {
  const on = useTestChain()
  const teardown = createTeardown()
  let shop: Shop | undefined
  beforeAll(async () => {
    shop = await start(on(), policy, teardown)
  })
  afterAll(() => teardown.run())
  return () => shop ?? expect.fail('the shop is not open')
}
