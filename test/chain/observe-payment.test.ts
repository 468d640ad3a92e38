import { concat, encodeAbiParameters, encodeEventTopics, type Hex, keccak256, toHex } from 'viem'
import { beforeAll, expect, test } from 'vitest'
import { createNodes } from '../../src/chain/nodes.ts'
import type { PaymentObservation } from '../../src/chain/observe-payment.ts'
import { paymentIdWords } from '../../src/chain/payment-id-words.ts'
import { createPaymentWatch, NO_WATCH, type WatchedPayment } from '../../src/chain/payment-watch.ts'
import { SUBSCRIPTION_ABI } from '../../src/chain/subscription-events.ts'
import { deadRpcUrl, startNode } from './support/scripted-node.ts'
import { receiptOf, signCall, useTestChain } from './support/test-chain.ts'

const on = useTestChain()
/** Logs what it is called with, the first word as the topic: LlamaPay's contract in sixteen bytes. */
const ECHO = '0x6020360360205f375f35602036035fa1' as const satisfies Hex
const SUBS = '0x7777777777777777777777777777777777777777'
const SHOP = '0x8888888888888888888888888888888888888888'
const CHAIN = 1868

beforeAll(() => on().control.setCode({ address: SUBS, bytecode: ECHO }))

const mine = (blocks: number) => on().control.mine({ blocks })
const reorg = (depth: number) =>
  on().control.request({ method: 'anvil_reorg' as never, params: [depth, []] as never })

const watchThrough = (...rpcUrls: string[]) =>
  createPaymentWatch(createNodes(rpcUrls), {
    chainId: CHAIN,
    networks: ['Soneium'],
    subscriptions: { contract: SUBS, receiver: SHOP, endpoint: 'llamapay' },
  })
const watch = () => watchThrough(on().rpcUrl)

let payments = 0
const paymentOf = (txHash: Hex, more: Partial<WatchedPayment> = {}): WatchedPayment => ({
  paymentId: `pay_${++payments}`,
  endpoint: 'standard',
  network: 'soneium',
  txHash,
  isConfirmed: false,
  ...more,
})

/** A transaction of our own that stands for a payment. */
const pay = async (data: Hex = toHex(0, { size: 32 })) => {
  const signed = await signCall({ ...on(), contract: SUBS }, data, 200_000n)
  await on().chain.broadcast(signed.raw)
  return signed
}
const paid = async () => {
  const { raw, hash } = await pay()
  await receiptOf(on(), hash)
  return { raw, hash, payment: paymentOf(hash) }
}
const again = (payment: WatchedPayment, { sighting }: PaymentObservation): WatchedPayment => ({
  ...payment,
  ...(sighting === undefined ? {} : { last: sighting }),
})

test('a payment ripens, and its sender is kept from the first sight on', async () => {
  const { payment } = await paid()
  const first = await watch().observe(payment)
  expect(first).toMatchObject({
    sign: { type: 'mined', finality: 'latest' },
    sighting: { txHash: payment.txHash, sender: { address: on().minter.address } },
  })
  await mine(2)
  expect((await watch().observe(again(payment, first))).sign).toMatchObject({
    type: 'mined',
    finality: 'safe',
  })
  await mine(2)
  expect((await watch().observe(again(payment, first))).sign).toMatchObject({ finality: 'finalized' })
})

test('a block that was replaced is proof once its height is final; the same bytes mined again are seen again', async () => {
  const { raw, payment } = await paid()
  const first = await watch().observe(payment)
  await mine(1)
  await reorg(2)
  const lost = again(payment, first)
  expect((await watch().observe(lost)).sign).toEqual({ type: 'replaced', isFinal: false })
  await mine(4)
  expect((await watch().observe(lost)).sign).toEqual({ type: 'replaced', isFinal: true })

  await on().chain.broadcast(raw)
  await receiptOf(on(), lost.last?.txHash ?? '0x')
  const back = await watch().observe(lost)
  expect(back.sign).toMatchObject({ type: 'mined' })
  expect(back.sighting?.block.hash).not.toBe(first.sighting?.block.hash)
})

test('a payment whose sender has sent something else in its place can never come', async () => {
  const { payment } = await paid()
  const lost = again(payment, await watch().observe(payment))
  await reorg(1)
  await pay(toHex(1, { size: 32 }))
  expect((await watch().observe(lost)).sign).toEqual({ type: 'replaced', isFinal: false })
  await mine(4)
  expect((await watch().observe(lost)).sign).toEqual({ type: 'spent' })
})

test('one silent node among several is enough that nothing is proved', async () => {
  const { payment } = await paid()
  const lost = again(payment, await watch().observe(payment))
  await reorg(1)
  await pay(toHex(2, { size: 32 }))
  await mine(4)
  const dead = await deadRpcUrl()
  expect((await watchThrough(on().rpcUrl, dead).observe(lost)).sign).toMatchObject({ type: 'unknown' })
  expect((await watchThrough(dead).observe(lost)).sign).toMatchObject({ type: 'unknown' })
})

test('a lagging node that never heard of the payment proves nothing', async () => {
  const { payment } = await paid()
  const first = await watch().observe(payment)
  const lagging = await startNode({
    forwardTo: on().rpcUrl,
    answers: { eth_getTransactionReceipt: () => null, eth_getTransactionByHash: () => null },
  })
  const seen = await watchThrough(lagging.rpcUrl).observe(again(payment, first))
  expect(seen.sign).toMatchObject({ type: 'unknown', reason: expect.stringContaining('stands') })
})

test('a payment that waits to be mined is waited for', async () => {
  await on().control.setAutomine(false)
  try {
    const { hash } = await pay()
    expect((await watch().observe(paymentOf(hash))).sign).toEqual({ type: 'waiting' })
  } finally {
    await mine(1)
    await on().control.setAutomine(true)
  }
})

test('a payment that was reverted moved no money, and is told so', async () => {
  const { hash } = await pay('0x00')
  await receiptOf(on(), hash)
  expect(await watch().observe(paymentOf(hash))).toEqual({ sign: { type: 'failed', finality: 'latest' } })
})

test('a hash of another network, or of none, is not looked for', async () => {
  const { hash } = await paid()
  const elsewhere = createPaymentWatch(on().nodes, { chainId: CHAIN, networks: ['soneium'] })
  const { network: _, ...nowhere } = paymentOf(hash)
  for (const payment of [paymentOf(hash, { network: 'base' }), nowhere, paymentOf('0x1')])
    expect((await elsewhere.observe(payment)).sign).toEqual({ type: 'none' })
  expect((await NO_WATCH.observe(paymentOf(hash))).sign).toEqual({ type: 'none' })
})

test.each([0, 1, 2])(
  'LlamaPay’s contract names a payment by its charge, as reading %i of its id',
  async (reading) => {
    const paymentId = `fd533947-6889-4970-8fb9-6441342dc07${reading}`
    const payment: WatchedPayment = { paymentId, endpoint: 'llamapay', isConfirmed: false }
    expect((await watch().observe(payment)).sign).toEqual({ type: 'missing' })
    const { hash } = await pay(subscribed(paymentIdWords(paymentId)[reading] ?? '0x'))
    await receiptOf(on(), hash)
    expect(await watch().observe(payment)).toMatchObject({
      sign: { type: 'mined', finality: 'latest', needsWord: true },
      sighting: { txHash: hash },
    })
    expect((await watch().observe({ ...payment, isConfirmed: true })).sign).toEqual({ type: 'none' })
  },
)

test('a charge’s id is read at either end of 32 bytes, and hashed', () => {
  expect(paymentIdWords('FD533947-6889-4970-8fb9-6441342dc07d')).toEqual([
    `0xfd533947688949708fb96441342dc07d${'0'.repeat(32)}`,
    `0x${'0'.repeat(32)}fd533947688949708fb96441342dc07d`,
    keccak256(toHex('FD533947-6889-4970-8fb9-6441342dc07d')),
  ])
  expect(paymentIdWords('pay_1')).toEqual([keccak256(toHex('pay_1'))])
  expect(paymentIdWords(`0x${'AB'.repeat(32)}`)).toEqual([`0x${'ab'.repeat(32)}`])
})

const subscribed = (word: Hex, receiver: Hex = SHOP): Hex => {
  const event = SUBSCRIPTION_ABI.find(({ name }) => name === 'NewSubscription') ?? expect.fail()
  const [topic] = encodeEventTopics({ abi: [event], eventName: event.name } as never) as Hex[]
  const id: Hex = `0x${'11'.repeat(32)}`
  const values = [SUBS, 1n, 2n, 3n, receiver, 4n, 5n, id, word]
  return concat([topic ?? '0x', encodeAbiParameters(event.inputs as never, values as never)])
}
