import type { Hex } from 'viem'
import { expect, test } from 'vitest'
import { createChain } from '../../src/chain/chain.ts'
import type { TokenMint } from '../../src/chain/mint-call.ts'
import { createNodes } from '../../src/chain/nodes.ts'
import { observeReceipt } from '../../src/chain/observe-receipt.ts'
import { deadRpcUrl, startNode } from './support/scripted-node.ts'
import { mint, newMint, receiptOf, signMints, useTestChain } from './support/test-chain.ts'

const on = useTestChain()

const through = (...rpcUrls: string[]) => createChain({ rpcUrls, chainId: 1868, contract: on().contract })
const mine = (blocks: number) => on().control.mine({ blocks })
const reorg = (depth: number) =>
  on().control.request({ method: 'anvil_reorg' as never, params: [depth, []] as never })
const observe = async (hash: Hex, chain = on().chain) => (await chain.observeTransactions([hash])).get(hash)
const rawReceipt = (hash: Hex): Promise<Record<string, unknown>> =>
  on().control.request({ method: 'eth_getTransactionReceipt' as never, params: [hash] as never })
const headsOf = async (chain: ReturnType<typeof through>) => {
  const seen = await chain.observeHeads()
  return seen.type === 'known' ? seen.heads : expect.fail(seen.reason)
}
const minted = async (one: TokenMint = newMint()) => {
  const signed = await signMints(on(), [one])
  await on().chain.broadcast(signed.raw)
  return { ...signed, receipt: await receiptOf(on(), signed.hash) }
}

test('a transaction ripens from latest to safe to finalized', async () => {
  const { hash } = await minted()
  expect(await observe(hash)).toMatchObject({ type: 'mined', finality: 'latest' })
  await mine(2)
  expect(await observe(hash)).toMatchObject({ type: 'mined', finality: 'safe' })
  await mine(2)
  expect(await observe(hash)).toMatchObject({ type: 'mined', finality: 'finalized' })
})

test('a receipt that a reorg undid is missing, never gone; the same bytes bring it back in another block', async () => {
  const one = newMint()
  const { raw, hash, receipt } = await minted(one)
  await mine(1)
  await reorg(2)
  expect(await observe(hash)).toEqual({ type: 'missing' })
  expect(await on().chain.observeMint(one, 'latest')).toEqual({ type: 'open' })
  const block = await on().chain.observeBlock(receipt.block)
  expect(block).toMatchObject({ type: 'replaced' })

  expect(await on().chain.broadcast(raw)).toEqual({ type: 'accepted' })
  const again = await receiptOf(on(), hash)
  expect(again.block.hash).not.toBe(receipt.block.hash)
  expect(await on().chain.observeBlock(again.block)).toEqual({ type: 'same' })
  expect(await on().chain.observeMint(one, 'latest')).toEqual({ type: 'minted' })
})

test.each([1, 2, 3])('after a reorg of %i blocks every lost transaction comes back, once', async (depth) => {
  const mints = Array.from({ length: depth }, () => newMint())
  const signed = []
  for (const one of mints) signed.push(await minted(one))
  await reorg(depth)
  for (const { raw } of signed) await on().chain.broadcast(raw)
  for (const { hash } of signed) expect((await receiptOf(on(), hash)).succeeded).toBe(true)
  for (const one of mints) expect(await on().chain.observeMint(one, 'latest')).toEqual({ type: 'minted' })
})

test('a block that nobody has yet is unknown, not replaced', async () => {
  const { receipt } = await minted()
  const block = { ...receipt.block, number: receipt.block.number + 1_000n }
  expect(await on().chain.observeBlock(block)).toMatchObject({ type: 'unknown' })
})

test('a node that refuses to answer, or never does, leaves it unknown', async () => {
  const { hash } = await minted()
  const refusing = await startNode({})
  expect(await observe(hash, through(refusing.rpcUrl))).toMatchObject({
    type: 'unknown',
    reason: expect.stringContaining('method not found'),
  })
  const silent = await startNode({
    answers: { eth_getTransactionReceipt: () => new Promise(() => undefined) },
  })
  const nodes = createNodes([silent.rpcUrl], 100)
  expect(await observeReceipt(nodes, hash)).toMatchObject({ type: 'unknown' })
})

test('a transaction nobody knows is missing, and so is its sender', async () => {
  const { hash } = await signMints(on(), [newMint()])
  expect(await observe(hash)).toEqual({ type: 'missing' })
  expect(await on().chain.observeSender(hash)).toEqual({ type: 'missing' })
})

test('when no node answers, everything is unknown and nothing is said to be missing', async () => {
  const { hash, receipt } = await minted()
  const dead = through(await deadRpcUrl())
  const sender = { address: on().minter.address, nonce: 0 }
  const seen = [
    await observe(hash, dead),
    await dead.observeBlock(receipt.block),
    await dead.observeHeads(),
    await dead.observeSender(hash),
    await dead.observeNonce(sender),
    await dead.observeMint(newMint(), 'latest'),
    await dead.simulate({ from: sender.address, to: on().contract, data: '0x' }),
  ]
  expect(seen.map((one) => one?.type)).toEqual(seen.map(() => 'unknown'))
})

test('what is read instead of observed throws, and is worth trying again', async () => {
  const dead = through(await deadRpcUrl())
  for (const read of [dead.readFeeMarket(), dead.readTotalSupply('latest'), dead.checkChainId()])
    await expect(read).rejects.toMatchObject({ code: 'CHAIN_UNAVAILABLE', retryable: true })
})

test('the key in the URL of a node shows in no message, not even when the node repeats it', async () => {
  const node = await startNode({ refusal: 'no quota left for https://rpc.example/v2/secret-key, sorry' })
  const chain = through(`${node.rpcUrl}/v2/secret-key`)
  const heads = await chain.observeHeads()
  const failure = await chain.readTotalSupply('latest').catch(String)
  for (const text of [JSON.stringify(heads), String(failure)]) {
    expect(text).toContain('no quota left for <url>')
    expect(text).not.toMatch(/secret|127\.0\.0\.1/)
  }
})

test('a node that fails or does not know does not outweigh one that shows the receipt', async () => {
  const { hash } = await minted()
  const ignorant = await startNode({
    forwardTo: on().rpcUrl,
    answers: { eth_getTransactionReceipt: () => null },
  })
  const chain = through(await deadRpcUrl(), ignorant.rpcUrl, on().rpcUrl)
  expect(await observe(hash, chain)).toMatchObject({ type: 'mined' })
})

test('a node that is far behind holds nothing up, and a slow one makes the finality cautious', async () => {
  const { hash } = await minted()
  await mine(100)
  const head = await on().control.getBlockNumber()
  const behind = (blocks: bigint) =>
    startNode({
      forwardTo: on().rpcUrl,
      answers: {
        eth_getBlockByNumber: () => ({ number: `0x${(head - blocks).toString(16)}`, transactions: [] }),
      },
    })
  const heads = await headsOf(through(on().rpcUrl))
  const far = await headsOf(through((await behind(90n)).rpcUrl, on().rpcUrl))
  expect(far).toEqual(heads)
  const near = await headsOf(through((await behind(10n)).rpcUrl, on().rpcUrl))
  expect(near).toEqual({ latest: heads.latest, safe: head - 10n, finalized: head - 10n })
  expect(await observe(hash)).toMatchObject({ finality: 'finalized' })
})

test('two nodes that show one transaction in different blocks make it unknown', async () => {
  const { hash } = await minted()
  const receipt = await rawReceipt(hash)
  const forked = { ...receipt, blockHash: `0x${'f0'.repeat(32)}` }
  const other = await startNode({
    forwardTo: on().rpcUrl,
    answers: { eth_getTransactionReceipt: () => forked },
  })
  expect(await observe(hash, through(other.rpcUrl, on().rpcUrl))).toMatchObject({ type: 'unknown' })
})

test('a receipt of a block that is no longer in the chain never counts as safe', async () => {
  const { hash } = await minted()
  const stale = await rawReceipt(hash)
  await reorg(1)
  await mine(6)
  const node = await startNode({
    forwardTo: on().rpcUrl,
    answers: { eth_getTransactionReceipt: () => stale },
  })
  expect(await observe(hash, through(node.rpcUrl))).toMatchObject({ type: 'unknown' })
})

test('a nonce is spent when that is final at every node, and open before', async () => {
  const { hash } = await minted()
  const found = await on().chain.observeSender(hash)
  if (found.type !== 'found') return expect.fail(found.type)
  expect(found.sender.address).toBe(on().minter.address)
  expect(await on().chain.observeNonce(found.sender)).toEqual({ type: 'open' })
  await mine(4)
  expect(await on().chain.observeNonce(found.sender)).toEqual({ type: 'spent' })
  const withDead = through(on().rpcUrl, await deadRpcUrl())
  expect(await withDead.observeNonce(found.sender)).toMatchObject({ type: 'unknown' })
  const next = { ...found.sender, nonce: found.sender.nonce + 1 }
  expect(await on().chain.observeNonce(next)).toEqual({ type: 'open' })
})

test('error: a node of another chain stops the start, whatever the other nodes say', async () => {
  const other = await startNode({ answers: { eth_chainId: () => '0x1' } })
  await expect(through(on().rpcUrl, other.rpcUrl).checkChainId()).rejects.toMatchObject({
    code: 'CHAIN_MISMATCH',
    retryable: false,
    message: expect.stringMatching(/chain 1, .* 1868/),
  })
})

test('a node that is down does not keep the service from starting while another answers', async () => {
  await expect(through(await deadRpcUrl(), on().rpcUrl).checkChainId()).resolves.toBeUndefined()
})

test('every mint is found again by its event, with wallet, amount and transaction', async () => {
  const from = (await on().control.getBlockNumber()) + 1n
  const mints = [newMint(), newMint()]
  const { hash, block } = await mint(on(), mints)
  const events = await on().chain.readMintEvents(from, block.number)
  expect(events).toEqual(mints.map((one) => ({ ...one, blockNumber: block.number, transactionHash: hash })))
  expect(await on().chain.readMintEvents(block.number + 1n, block.number)).toEqual([])
})

test('a mint for another wallet or amount under the same id is a conflict', async () => {
  const one = newMint()
  await mint(on(), [one])
  expect(await on().chain.observeMint({ ...one, amount: 1n }, 'latest')).toEqual({ type: 'conflict' })
  expect(await on().chain.observeMint(one, 'finalized')).toEqual({ type: 'open' })
  await mine(4)
  expect(await on().chain.observeMint(one, 'finalized')).toEqual({ type: 'minted' })
})
