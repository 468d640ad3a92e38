import { expect, test } from 'vitest'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { mine, mineByHand, withChain } from '../mint/support/chain-control.ts'
import { newRequest, pumpUntilIdle, startMinting, statusOf } from '../mint/support/minting.ts'

const on = useTestChain()

test('why nodes refuse a transaction is told at once, then stops the signer, until they take it', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  // What geth says over its --rpc.txfeecap.
  const reason = 'tx fee (3.54 ether) exceeds the configured cap (1.00 ether)'
  const refusing = withChain(minting, { broadcast: async () => ({ type: 'unknown', reason }) })
  await mineByHand(on())
  expect(await pumpPass(refusing.pump)).toMatchObject({ refused: reason, pause: undefined })
  for (let pass = 0; pass < 4; pass += 1) {
    await mine(on(), 8)
    await pumpPass(refusing.pump)
  }
  const problem = { code: 'MINT_REFUSED', message: expect.stringContaining(reason) }
  expect(await minting.outbox.mint(request.id)).toMatchObject({ status: 'reserved', problem })
  expect(await pumpPass(minting.pump)).toMatchObject({ refused: undefined, pause: undefined })
  await pumpUntilIdle(minting, on())
  expect(await statusOf(minting, request)).toBe('final')
})
