import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'

const FOLDER = fileURLToPath(new URL('../../examples', import.meta.url))
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))

const KEY = 'ab'.repeat(32)
/** All that any of the shops needs to be set. */
const SETTINGS = {
  DATABASE_URL: 'postgres://quittance@127.0.0.1/quittance',
  PII_KEY: KEY,
  CHAIN_RPC_URL: 'http://127.0.0.1:8545',
  CHAIN_ID: '31337',
  LTZ_ADDRESS: '0x00000000000000000000000000000000000000aa',
  SIGNER_KEY: `0x${KEY}`,
}

test('there is a shop that credits, one that mints and one that sells subscriptions', () => {
  expect(files.toSorted()).toEqual(['credit-shop.json', 'mint-shop.json', 'subscription-shop.json'])
})

test.each(files)('the service starts with %s', (file) => {
  const { policy } = loadConfig({ ...SETTINGS, CONFIG_FILE: `${FOLDER}/${file}` })
  expect(Object.keys(policy.endpoints)).toContain('stripe')
})
