import { generatePrivateKey } from 'viem/accounts'
import { expect, test } from 'vitest'
import { classifyRefusal } from '../../src/chain/broadcast.ts'
import { createChain } from '../../src/chain/chain.ts'
import { raiseFees } from '../../src/chain/fees.ts'
import { encodeMints, gasLimitOf } from '../../src/chain/mint-call.ts'
import { noopPayload, signTransaction } from '../../src/chain/sign-transaction.ts'
import { createSigner } from '../../src/chain/signer.ts'
import { deadRpcUrl, startNode } from './support/scripted-node.ts'
import { newMint, receiptOf, signMints, useTestChain } from './support/test-chain.ts'

const on = useTestChain()
const GWEI = 10n ** 9n
const CAP = 1_000n * GWEI

const withoutMining = async (use: () => Promise<void>): Promise<void> => {
  await on().control.setAutomine(false)
  try {
    await use()
  } finally {
    await on().control.mine({ blocks: 1 })
    await on().control.setAutomine(true)
  }
}

test('the same bytes sent again while they wait, and once they are mined, mint once', async () => {
  const one = newMint()
  const { raw, hash } = await signMints(on(), [one])
  await withoutMining(async () => {
    expect(await on().chain.broadcast(raw)).toEqual({ type: 'accepted' })
    expect(await on().chain.broadcast(raw)).toEqual({ type: 'already-known' })
  })
  expect((await receiptOf(on(), hash)).succeeded).toBe(true)
  expect(await on().chain.broadcast(raw)).toEqual({ type: 'nonce-too-low' })
  expect(await on().chain.observeMint(one, 'latest')).toEqual({ type: 'minted' })
})

test('a wiped pool loses nothing: the same bytes are taken in again, in any order', async () => {
  const mints = [newMint(), newMint(), newMint()]
  const signed = await Promise.all(mints.map((one, ahead) => signMints(on(), [one], ahead)))
  await withoutMining(async () => {
    for (const { raw } of signed) await on().chain.broadcast(raw)
    await on().control.request({ method: 'anvil_dropAllTransactions' as never })
    await on().control.mine({ blocks: 1 })
    const hashes = signed.map(({ hash }) => hash)
    const lost = await on().chain.observeTransactions(hashes)
    expect([...lost.values()]).toEqual(hashes.map(() => ({ type: 'missing' })))
    for (const { raw } of signed.toReversed())
      expect(await on().chain.broadcast(raw)).toEqual({ type: 'accepted' })
  })
  for (const { hash } of signed) expect((await receiptOf(on(), hash)).succeeded).toBe(true)
})

test('a raised fee replaces what waits, and whichever is mined, the mint happens once', async () => {
  const one = newMint()
  const { chain, minter, contract } = on()
  const nonce = await chain.readNonce(minter.address, 'latest')
  const payload = {
    chainId: chain.chainId,
    nonce,
    to: contract,
    data: encodeMints([one]),
    gasLimit: gasLimitOf([one]),
  }
  const market = await chain.readFeeMarket()
  const first = { maxFeePerGas: 10n * GWEI, maxPriorityFeePerGas: GWEI }
  const raised = raiseFees(first, market, CAP) ?? expect.fail('under the cap')
  const attempts = [
    await signTransaction(minter, payload, first),
    await signTransaction(minter, payload, raised),
  ]
  const lower = await signTransaction(minter, payload, {
    maxFeePerGas: 9n * GWEI,
    maxPriorityFeePerGas: GWEI,
  })
  await withoutMining(async () => {
    for (const { raw } of attempts) expect(await chain.broadcast(raw)).toEqual({ type: 'accepted' })
    expect(await chain.broadcast(lower.raw)).toEqual({ type: 'underpriced' })
  })
  const hashes = attempts.map(({ hash }) => hash)
  const seen = await chain.observeTransactions(hashes)
  expect(hashes.map((hash) => seen.get(hash)?.type)).toEqual(['missing', 'mined'])
  expect(await chain.observeMint(one, 'latest')).toEqual({ type: 'minted' })
})

test('an empty transfer to the signer itself spends a nonce and mints nothing', async () => {
  const { chain, minter } = on()
  const nonce = await chain.readNonce(minter.address, 'latest')
  const fees = { maxFeePerGas: 10n * GWEI, maxPriorityFeePerGas: GWEI }
  const { raw, hash } = await signTransaction(minter, noopPayload(minter, chain.chainId, nonce), fees)
  await chain.broadcast(raw)
  expect(await receiptOf(on(), hash)).toMatchObject({ succeeded: true, logs: [] })
  expect(await chain.readNonce(minter.address, 'latest')).toBe(nonce + 1)
})

test('a signer without money is told so', async () => {
  const poor = createSigner(generatePrivateKey())
  const { chain } = on()
  const fees = { maxFeePerGas: 10n * GWEI, maxPriorityFeePerGas: GWEI }
  const { raw } = await signTransaction(poor, noopPayload(poor, chain.chainId, 0), fees)
  expect(await chain.broadcast(raw)).toEqual({ type: 'insufficient-funds' })
  expect(await chain.readFunds(poor.address)).toBe(0n)
  expect(await chain.readFunds(on().minter.address)).toBeGreaterThan(0n)
})

test('a reply that was lost leaves it unknown, although the transaction is mined', async () => {
  const one = newMint()
  const { raw, hash } = await signMints(on(), [one])
  const lossy = await startNode({ forwardTo: on().rpcUrl, losesReplies: true })
  const chain = createChain({ rpcUrls: [lossy.rpcUrl], chainId: 1868, contract: on().contract })
  expect(await chain.broadcast(raw)).toMatchObject({ type: 'unknown' })
  await lossy.stop()
  expect((await receiptOf(on(), hash)).succeeded).toBe(true)
  expect(await on().chain.broadcast(raw)).toEqual({ type: 'nonce-too-low' })
})

test('one node that takes it is enough', async () => {
  const { raw, hash } = await signMints(on(), [newMint()])
  const rpcUrls = [await deadRpcUrl(), on().rpcUrl]
  const chain = createChain({ rpcUrls, chainId: 1868, contract: on().contract })
  expect(await chain.broadcast(raw)).toEqual({ type: 'accepted' })
  expect((await receiptOf(on(), hash)).succeeded).toBe(true)
})

test.each([
  ['already known', 'already-known'],
  ['transaction already imported', 'already-known'],
  ['ALREADY_EXISTS: already known', 'already-known'],
  ['known transaction: 0xabc', 'already-known'],
  ['AlreadyKnown', 'already-known'],
  ['nonce too low: next nonce 5, tx nonce 4', 'nonce-too-low'],
  ['OldNonce, Current nonce: 3, nonce of rejected tx: 2', 'nonce-too-low'],
  ['Nonce too low', 'nonce-too-low'],
  ['replacement transaction underpriced', 'underpriced'],
  ['transaction underpriced: tip needed 1000000, tip permitted 1', 'underpriced'],
  ['max fee per gas less than block base fee: address 0x1, maxFeePerGas: 1, baseFee: 7', 'underpriced'],
  ['FeeTooLowToCompete', 'underpriced'],
  ['Gas price too low', 'underpriced'],
  ['insufficient funds for gas * price + value: balance 0, tx cost 21000', 'insufficient-funds'],
  ['Insufficient funds for gas * price + value', 'insufficient-funds'],
  ['Upfront cost exceeds account balance', 'insufficient-funds'],
  ['execution reverted', undefined],
  ['The request took too long to respond.', undefined],
  ['rate limit exceeded', undefined],
  ['nonce too high', undefined],
])('a node that says "%s" means %s', (words, meaning) => {
  expect(classifyRefusal(words)).toBe(meaning)
})
