import { type Hex, toHex } from 'viem'
import { expect, test } from 'vitest'
import { createNodes } from '../../src/chain/nodes.ts'
import { createPaymentWatch, type WatchedPayment } from '../../src/chain/payment-watch.ts'
import { readPolicy } from '../../src/policy.ts'
import { startAnvil } from '../../src/stack/anvil.ts'
import { createSettlements } from '../../src/worker/settlements.ts'
import { startNode } from '../chain/support/scripted-node.ts'
import { controlOf, mint, newMint, useTestChain } from '../chain/support/test-chain.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'

const on = useTestChain()
const SETTINGS = { chainId: 1868, networks: ['soneium'] }

/** A payment that was seen, and is final by now. */
const seenPayment = async (): Promise<WatchedPayment> => {
  const { hash: txHash } = await mint(on(), [newMint()])
  const payment = { paymentId: 'pay', endpoint: 'standard', network: 'soneium', txHash, isConfirmed: false }
  const { sighting } = await createPaymentWatch(on().nodes, SETTINGS).observe(payment)
  await on().control.mine({ blocks: 4 })
  return { ...payment, last: sighting ?? expect.fail('it was not seen') }
}

test('behind one URL, a node that lags beside one that does not proves nothing', async () => {
  // Receipts and transactions are asked of the one that lags, all else of the other.
  const { rpcUrl } = await startNode({
    forwardTo: on().rpcUrl,
    answers: { eth_getTransactionReceipt: () => null, eth_getTransactionByHash: () => null },
  })
  const { sign } = await createPaymentWatch(createNodes([rpcUrl]), SETTINGS).observe(await seenPayment())
  expect(sign).toMatchObject({ type: 'unknown' })
})

test.each([
  ['CHAIN_RPC_URL was changed, CHAIN_ID was not', { says: 1, chainId: 1868, network: 'soneium' }, 'unknown'],
  ['CHAIN_ID was changed with it', { says: 8453, chainId: 8453, network: 'soneium' }, 'none'],
  ['it serves another network now', { says: 1868, chainId: 1868, network: 'another' }, 'none'],
])('nodes of another chain prove nothing: %s', async (_, { says, chainId, network }, type) => {
  const payment = await seenPayment()
  const folder = makeScratchFolder()
  const other = await startAnvil({ dataDir: folder, blockTimeS: 0 })
  try {
    await controlOf(other.rpcUrl).mine({ blocks: 200 })
    const { rpcUrl } = await startNode({
      forwardTo: other.rpcUrl,
      answers: { eth_chainId: () => toHex(says) },
    })
    const config = {
      policy: { ...readPolicy({}), settlement: { deadlineMinutes: 60, networks: [network] } },
      chain: { rpcUrls: [rpcUrl], chainId, feeCapWei: 1n },
    }
    const { chain } = createSettlements(config as never, {} as never)
    expect((await chain.observe(payment)).sign).toMatchObject({ type })
  } finally {
    await other.stop()
    removeScratchFolder(folder)
  }
})

test('a node that does not say on which chain it is may know better', async () => {
  const payment = await seenPayment()
  await on().control.request({ method: 'anvil_reorg' as never, params: [5, []] as never })
  await on().control.mine({ blocks: 5 })
  expect((await createPaymentWatch(on().nodes, SETTINGS).observe(payment)).sign).toMatchObject({
    type: 'replaced',
    isFinal: true,
  })
  const shy = await startNode({ forwardTo: on().rpcUrl, answers: { eth_chainId: () => null } })
  const both = createPaymentWatch(createNodes([on().rpcUrl, shy.rpcUrl]), SETTINGS)
  expect((await both.observe(payment)).sign).toMatchObject({ type: 'unknown' })
})

const ask = (method: string, ...params: unknown[]) =>
  on().control.request({ method: method as never, params: params as never })

test('a node on a fork confirms nothing while the other has replaced its block, and is silent about that', async () => {
  const { hash: txHash } = await mint(on(), [newMint()])
  const receipt: object = await ask('eth_getTransactionReceipt', txHash)
  const block = await ask('eth_getBlockByNumber', 'latest', false)
  await ask('anvil_reorg', 1, [])
  await on().control.mine({ blocks: 80 })
  // Stands still where the chain was before the reorg.
  const stuck = await startNode({
    answers: {
      eth_chainId: () => '0x74c',
      eth_getTransactionReceipt: () => receipt,
      eth_getBlockByNumber: () => block,
      eth_getTransactionByHash: () => ({ ...receipt, hash: txHash, nonce: '0x1' }),
    },
  })
  // Answers for its heads, and is silent about single blocks: one that limits its rate.
  const limited = await startNode({
    forwardTo: on().rpcUrl,
    answers: {
      eth_getBlockByNumber: ([tag]) =>
        String(tag).startsWith('0x') ? new Promise(() => undefined) : ask('eth_getBlockByNumber', tag, false),
    },
  })
  const nodes = createNodes([limited.rpcUrl, stuck.rpcUrl], 1_000)
  const watch = createPaymentWatch(nodes, SETTINGS)
  const payment = { paymentId: 'pay', endpoint: 'standard', network: 'soneium', txHash, isConfirmed: false }
  expect((await watch.observe(payment)).sign).toMatchObject({ type: 'unknown' })
})

test('a payment is searched for in as many blocks as providers answer for', async () => {
  const asked: bigint[] = []
  const { rpcUrl } = await startNode({
    forwardTo: on().rpcUrl,
    answers: {
      // Mining that many would take a minute of a busy machine.
      async eth_getBlockByNumber([tag]) {
        const block = (await ask('eth_getBlockByNumber', tag, false)) as { number: Hex }
        return { ...block, number: toHex(BigInt(block.number) + 2_100n) }
      },
      eth_getLogs([range]) {
        const { fromBlock, toBlock } = range as { fromBlock: string; toBlock: string }
        asked.push(BigInt(toBlock) - BigInt(fromBlock) + 1n)
        return []
      },
    },
  })
  const subscriptions = { contract: on().contract, receiver: on().minter.address, endpoint: 'llamapay' }
  const watch = createPaymentWatch(createNodes([rpcUrl]), { ...SETTINGS, subscriptions })
  const { sign } = await watch.observe({ paymentId: 'pay', endpoint: 'llamapay', isConfirmed: false })
  expect([sign.type, asked]).toEqual(['missing', [2_000n]])
  const other = await watch.observe({ paymentId: 'pay', endpoint: 'standard', isConfirmed: false })
  expect([other.sign.type, asked.length]).toEqual(['none', 1])
})
