import { expect, test } from 'vitest'
import { assertChainKept } from '../../src/stack/chain-kept.ts'
import { type TestChain, useTestChain } from '../chain/support/test-chain.ts'
import { type Minting, newRequest, pumpUntilIdle, requestAll, startMinting } from './support/minting.ts'

const on = useTestChain()
/** What a start brings when the folder of the chain was removed: same id, same contract, nothing minted. */
const wiped = useTestChain()

const compare = ({ url }: Minting, { rpcUrl, chain }: TestChain) =>
  assertChainKept(url, { rpcUrl, chainId: chain.chainId })

test('error: a chain that was wiped under a database that has minted on it stops the start, and says so', async () => {
  const minting = await startMinting(on())
  await requestAll(minting, [newRequest()])
  await pumpUntilIdle(minting, on())
  await compare(minting, on())
  await expect(compare(minting, wiped())).rejects.toThrow(/not the one this database minted on.*begin anew/s)
})

test('mints that are only asked for go on where the chain was wiped', async () => {
  const minting = await startMinting(on())
  await requestAll(minting, [newRequest()])
  await compare(minting, wiped())
})
