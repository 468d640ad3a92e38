import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import type { Anvil } from '../../src/stack/anvil.ts'
import { environmentFor } from '../../src/stack/environment.ts'

const chain: Anvil = {
  rpcUrl: 'http://127.0.0.1:8545',
  chainId: 1868,
  contractAddress: `0x${'c0'.repeat(20)}`,
  minterKey: `0x${'11'.repeat(32)}`,
  pid: 1,
  stop: async () => undefined,
}
const stack = {
  databaseUrl: 'postgresql://127.0.0.1:15432/quittance',
  temporalAddress: '127.0.0.1:7233',
  uiUrl: undefined,
  chain,
  mail: undefined,
  stop: async () => undefined,
}
const SECRETS = { PII_KEY: 'ab'.repeat(32), STRIPE_WEBHOOK_SECRET: 'whsec_made' }

test('with the embedded chain, api and worker mint on it; the worker alone has the key', async () => {
  const { env, ofWorker } = await environmentFor(stack, SECRETS, {})
  const { chain: told, minter, signerKey } = loadConfig(env)
  expect(told).toMatchObject({
    rpcUrls: [chain.rpcUrl],
    chainId: 1868,
    ltzAddress: chain.contractAddress,
  })
  expect({ minter, signerKey }).toEqual({ minter: 'chain', signerKey: undefined })
  expect(loadConfig({ ...env, ...ofWorker }).signerKey).toBe(chain.minterKey)
})

test('links to transactions of the embedded chain do not lead to the explorer of another', async () => {
  const { env } = await environmentFor(stack, SECRETS, {})
  expect(loadConfig(env).blockExplorerUrl).toBe(chain.rpcUrl)
})

test('a chain of yours is taken as it is, with nothing made up for it', async () => {
  const own = { CHAIN_RPC_URL: 'https://rpc.example', CHAIN_ID: '' }
  const { env, ofWorker } = await environmentFor({ ...stack, chain: undefined }, SECRETS, own)
  expect(env).toMatchObject({ CHAIN_RPC_URL: 'https://rpc.example' })
  expect(Object.keys({ ...env, ...ofWorker })).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(LTZ_ADDRESS|SIGNER_KEY|BLOCK_EXPLORER_URL|CHAIN_ID)$/)]),
  )
})

test('what you set comes before what is made up', async () => {
  const given = { STRIPE_WEBHOOK_SECRET: 'whsec_mine', PII_KEY: '' }
  const { env } = await environmentFor(stack, SECRETS, given)
  expect(env).toMatchObject({ STRIPE_WEBHOOK_SECRET: 'whsec_mine', PII_KEY: SECRETS.PII_KEY })
})

test('a key that mints is used on a chain of yours, and by the worker alone', async () => {
  const given = { SIGNER_KEY: `0x${'22'.repeat(32)}` }
  const embedded = await environmentFor(stack, SECRETS, given)
  const own = await environmentFor({ ...stack, chain: undefined }, SECRETS, given)
  expect([embedded.env, own.env]).not.toContainEqual(
    expect.objectContaining({ SIGNER_KEY: expect.anything() }),
  )
  expect(embedded.ofWorker).toEqual({ SIGNER_KEY: stack.chain?.minterKey })
  expect(own.ofWorker).toEqual(given)
})

test('with the embedded mail server, mails go to it alone; yours gets no sender made up', async () => {
  const mail = { smtpUrl: 'smtp://127.0.0.1:1025', uiUrl: '', mails: () => [], stop: async () => undefined }
  const { env } = await environmentFor({ ...stack, mail }, SECRETS, {})
  expect(loadConfig(env).mail).toMatchObject({ smtpUrl: mail.smtpUrl, from: { name: 'Quittance' } })
  const own = await environmentFor(stack, SECRETS, { SMTP_URL: 'smtp://mail.example' })
  expect(own.env).not.toHaveProperty('MAIL_FROM')
})

test('parked work leads to the console of this machine, unless the port is any free one', async () => {
  const { env } = await environmentFor(stack, SECRETS, { PORT: '3100' })
  expect(env.CONSOLE_URL).toBe('http://127.0.0.1:3100/console')
  expect((await environmentFor(stack, SECRETS, { PORT: '0' })).env).not.toHaveProperty('CONSOLE_URL')
})
