import {
  type Address,
  concat,
  encodeAbiParameters,
  encodeEventTopics,
  getAddress,
  type Hex,
  toHex,
} from 'viem'
import { beforeAll, expect, test } from 'vitest'
import { readNamedPayments } from '../../src/chain/read-named-payments.ts'
import {
  readSubscriptionEvents,
  SUBSCRIPTION_ABI,
  subscriptionEvents,
} from '../../src/chain/subscription-events.ts'
import { receiptOf, signCall, useTestChain } from './support/test-chain.ts'

const on = useTestChain()

/**
 * A contract of sixteen bytes in the place of LlamaPay's: it logs what it is called with, the first word as the topic.
 * CALLDATACOPY(0, 32, size − 32), LOG1(0, size − 32, CALLDATALOAD(0))
 */
const ECHO = '0x6020360360205f375f35602036035fa1' as const satisfies Hex
const [SUBS, OTHER] = [
  '0x5555555555555555555555555555555555555555',
  '0x6666666666666666666666666666666666666666',
] as const
const [OWNER, RECEIVER] = [getAddress(`0x${'ab'.repeat(20)}`), getAddress(`0x${'cd'.repeat(20)}`)] as const
const [SUB_ID, PAYMENT_ID] = [`0x${'11'.repeat(32)}`, `0x${'22'.repeat(32)}`] as const satisfies Hex[]

type EventName = (typeof SUBSCRIPTION_ABI)[number]['name']

const emit = async (contract: Address, eventName: EventName, values: readonly unknown[]): Promise<bigint> => {
  const event = SUBSCRIPTION_ABI.find(({ name }) => name === eventName) ?? expect.fail(eventName)
  const [topic] = encodeEventTopics({ abi: [event], eventName } as never) as Hex[]
  const data = concat([topic ?? '0x', encodeAbiParameters(event.inputs as never, values as never)])
  const { raw, hash } = await signCall({ ...on(), contract }, data, 200_000n)
  await on().chain.broadcast(raw)
  return (await receiptOf(on(), hash)).block.number
}

const startsAt = BigInt(Date.parse('2026-11-01T00:00:00Z') / 1_000)
const expiresAt = BigInt(Date.parse('2026-12-01T00:00:00Z') / 1_000)
const subscription = [OWNER, startsAt, expiresAt, 5_000_000n, RECEIVER, 1n, 2n, SUB_ID] as const

beforeAll(async () => {
  for (const address of [SUBS, OTHER]) await on().control.setCode({ address, bytecode: ECHO })
})

const eventsAt = (block: bigint) => readSubscriptionEvents(on().nodes, SUBS, block, block)

test('a new subscription says who pays whom, for which payment, until when', async () => {
  const block = await emit(SUBS, 'NewSubscription', [...subscription, PAYMENT_ID])
  const [event, ...others] = await eventsAt(block)
  expect(others).toEqual([])
  expect(event).toEqual({
    type: 'subscribed',
    subscriptionId: SUB_ID,
    owner: OWNER,
    receiver: RECEIVER,
    paymentId: PAYMENT_ID,
    amountPerCycle: 5_000_000n,
    startsAt: '2026-11-01T00:00:00.000Z',
    expiresAt: '2026-12-01T00:00:00.000Z',
    blockNumber: block,
    blockHash: (await on().control.getBlock({ blockNumber: block })).hash,
    transactionHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
  })
})

test('one that starts with the next period is a subscription like any other', async () => {
  const block = await emit(SUBS, 'NewDelayedSubscription', [...subscription, 7n, PAYMENT_ID])
  expect(await eventsAt(block)).toMatchObject([
    { type: 'subscribed', paymentId: PAYMENT_ID, subscriptionId: SUB_ID },
  ])
})

test('an end names its subscription', async () => {
  const block = await emit(SUBS, 'Unsubscribe', [SUB_ID])
  expect(await eventsAt(block)).toMatchObject([{ type: 'unsubscribed', subscriptionId: SUB_ID }])
})

test('the same event of another contract does not count', async () => {
  const block = await emit(OTHER, 'Unsubscribe', [SUB_ID])
  expect(await eventsAt(block)).toEqual([])
})

test('other events of the contract do no harm', async () => {
  const data = concat([toHex('something else', { size: 32 }), PAYMENT_ID])
  const { raw, hash } = await signCall({ ...on(), contract: SUBS }, data, 200_000n)
  await on().chain.broadcast(raw)
  const { logs } = await receiptOf(on(), hash)
  expect(logs).toHaveLength(1)
  expect(subscriptionEvents(SUBS, logs)).toEqual([])
})

test('a subscription for longer than a date can say does not hide the others', async () => {
  const [owner, from, , ...rest] = subscription
  const values = [owner, from, 2n ** 256n - 1n, ...rest, PAYMENT_ID]
  const block = await emit(SUBS, 'NewSubscription', values)
  expect(await eventsAt(block)).toMatchObject([{ type: 'subscribed', expiresAt: '9999-12-31T23:59:59.000Z' }])
})

test('a payment is named when the contract says that it was made to us, and its webhook had the time to come', async () => {
  const [ours, others, young] = [
    `0x${'31'.repeat(32)}`,
    `0x${'32'.repeat(32)}`,
    `0x${'33'.repeat(32)}`,
  ] as const
  await emit(SUBS, 'NewSubscription', [...subscription, ours])
  await emit(SUBS, 'NewSubscription', [OWNER, startsAt, expiresAt, 1n, OTHER, 1n, 2n, SUB_ID, others])
  await on().control.mine({ blocks: 40 })
  await emit(SUBS, 'NewSubscription', [...subscription, young])
  const isNamed = await readNamedPayments(on().nodes, { contract: SUBS, receiver: RECEIVER })
  expect([ours, others, young].map(isNamed)).toEqual([true, false, false])
})
