import { expect, test } from 'vitest'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { mine } from '../mint/support/chain-control.ts'
import { newRequest, newRequests, requestAll, startMinting, statusOf } from '../mint/support/minting.ts'

const on = useTestChain()

test('one mint of an absurd amount holds nobody else’s mints up', async () => {
  const minting = await startMinting(on())
  // No uint256 holds it, but NUMERIC(78,0) does.
  const poison = newRequest({ amount: 5n * 10n ** 77n })
  const others = newRequests(3)
  await requestAll(minting, [...others.slice(0, 2), poison, ...others.slice(2)])
  for (let pass = 0; pass < 4; pass += 1) {
    await pumpPass(minting.pump)
    await mine(on(), 4)
  }
  for (const other of others) expect(await statusOf(minting, other)).toBe('final')
  expect(await minting.outbox.mint(poison.id)).toMatchObject({
    status: 'parked',
    problem: { code: 'INVALID_AMOUNT' },
  })
})

test('error: a mint of more digits than the outbox holds is refused for good, not tried for ever', async () => {
  const minting = await startMinting(on())
  await expect(minting.outbox.requestMint(newRequest({ amount: 5n * 10n ** 79n }))).rejects.toMatchObject({
    code: 'INVALID_AMOUNT',
    retryable: false,
  })
})
