import { expect, test } from 'vitest'
import { type Minter, withMinting } from '../../src/chain-config.ts'
import { readPolicy } from '../../src/policy.ts'

const wrongOf = (file: unknown, minter: Minter = 'chain') => withMinting(readPolicy(file), minter).wrong

test('error: a policy that would mint another asset by the LTZ contract stops the start', () => {
  const file = { endpoints: { stripe: { mint: { asset: 'USDC', perUsd: '1' } } } }
  expect(wrongOf(file)).toEqual([expect.stringContaining('endpoints.stripe.mint.asset: LTZ_ADDRESS')])
})

test('error: a policy that gives LTZ another scale than its contract has stops the start', () => {
  const file = { assets: { LTZ: { scale: 2 } } }
  expect(wrongOf(file)).toEqual([expect.stringContaining('assets.LTZ.scale: must be 18')])
})

test('LTZ at its own scale is minted on the chain; what Loyalteez mints is its own affair', () => {
  expect(wrongOf({ assets: { LTZ: { scale: 18 }, GEM: { scale: 0 } } })).toEqual([])
  expect(wrongOf({ assets: { LTZ: { scale: 2 } } }, 'loyalteez')).toEqual([])
})
