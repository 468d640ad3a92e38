import { concat, encodeAbiParameters, encodeEventTopics, type Hex, toHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paymentIdWords } from '../../src/chain/payment-id-words.ts'
import { createPaymentWatch } from '../../src/chain/payment-watch.ts'
import { SUBSCRIPTION_ABI } from '../../src/chain/subscription-events.ts'
import { readPolicy } from '../../src/policy.ts'
import { receiptOf, signCall, useTestChain } from '../chain/support/test-chain.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { eventually, openPark, parksOf } from '../workflows/support/observe.ts'
import {
  balanceOf,
  paymentEvents,
  rowOf,
  rowWith,
  settlementOf,
  told,
} from '../workflows/support/settlements.ts'

const on = useTestChain()
const SHOP = '0x8888888888888888888888888888888888888888'
const SUBS = '0x7777777777777777777777777777777777777777'
const STRANGER = '0x9999999999999999999999999999999999999999'
/** Logs 288 bytes of what it is called with, and then the next 288; the first word is the topic of both. */
const ECHO_TWICE = '0x6020360360205f375f356101205fa15f35610120610120a1' as const satisfies Hex
const NETWORK = 'soneium'
const FINAL = 4

let patient: Harness
let hasty: Harness

beforeAll(async () => {
  const policy = readPolicy({})
  patient = await createHarness(policy)
  hasty = await createHarness({ ...policy, settlement: { deadlineMinutes: 0.03, networks: [NETWORK] } })
  await on().control.setCode({ address: SUBS, bytecode: ECHO_TWICE })
  const subscriptions = { contract: SUBS, receiver: SHOP, endpoint: 'llamapay' } as const
  const chain = createPaymentWatch(on().nodes, { chainId: 1868, networks: [NETWORK], subscriptions })
  for (const harness of [patient, hasty])
    await harness.startWorker({ settlements: { ...harness.deps.settlements, chain } })
})

afterAll(async () => {
  await patient.teardown()
  await hasty.teardown()
})

const mine = (blocks: number) => on().control.mine({ blocks })
const reorg = (depth: number) =>
  on().control.request({ method: 'anvil_reorg' as never, params: [depth, []] as never })

let transfers = 0
const pay = async (contract: Hex = SHOP, data: Hex = toHex(++transfers, { size: 32 })) => {
  const { raw, hash } = await signCall({ ...on(), contract }, data, 300_000n)
  await on().chain.broadcast(raw)
  await receiptOf(on(), hash)
  return hash
}
const payment = async () => {
  const txHash = await pay()
  return { txHash, ...paymentEvents({ network: NETWORK, txHash }) }
}
const seen = (paymentId: string, harness = patient) =>
  eventually(
    async () => (await harness.ledger.sighting('shop', paymentId))?.seen?.block,
    `${paymentId} is seen on chain`,
  )
test('a payment whose provider confirmed it by another transaction, which is final, is not taken back', async () => {
  const { paymentId, owner, pending, confirmed } = await payment()
  await told(patient, pending())
  await seen(paymentId)
  await reorg(1)
  // Its payer has sent it again with a higher fee: the same nonce, another hash, and that one is mined.
  const txHash = await pay()
  // Its provider dates that before we saw the first.
  await told(patient, confirmed({ txHash, occurredAt: new Date(Date.now() - 60_000).toISOString() }))
  await mine(FINAL)
  await settlementOf(patient, paymentId).result()
  expect(await rowOf(patient, paymentId)).toMatchObject({ txHash, money: 'confirmed' })
  expect(await balanceOf(patient, owner)).toMatchObject({ available: '1999' })
})

const event = SUBSCRIPTION_ABI.find(({ name }) => name === 'NewSubscription') ?? expect.fail()
const [topic = '0x'] = encodeEventTopics({ abi: [event], eventName: event.name } as never) as Hex[]

const subscribed = (paymentId: string, receiver: Hex): Hex => {
  const id: Hex = `0x${'11'.repeat(32)}`
  const word = paymentIdWords(paymentId)[0] ?? '0x'
  const values = [STRANGER, 1n, 2n, 0n, receiver, 0n, 0n, id, word]
  return encodeAbiParameters(event.inputs as never, values as never)
}
const charge = () =>
  paymentEvents({
    paymentId: crypto.randomUUID(),
    endpoint: 'llamapay',
    owner: { owner: 'user:1', source: 'user' },
  })

test('a subscription that pays a stranger is not even looked at, though it bears the payment’s name', async () => {
  const { pending } = charge()
  const paymentId = pending().paymentId ?? ''
  await pay(SUBS, concat([topic, subscribed(paymentId, STRANGER), subscribed(paymentId, STRANGER)]))
  await told(hasty, pending())
  expect(await openPark(hasty, settlementOf(hasty, paymentId))).toMatchObject({ code: 'SETTLEMENT_UNCLEAR' })
  expect(await hasty.ledger.sighting('shop', paymentId)).toMatchObject({ seen: null })
})

test('a subscription that names a payment confirms it only with its provider’s word', async () => {
  const { pending, confirmed } = charge()
  const paymentId = pending().paymentId ?? ''
  await pay(SUBS, concat([topic, subscribed(paymentId, SHOP), subscribed(paymentId, SHOP)]))
  await told(hasty, pending())
  await seen(paymentId, hasty)
  await mine(FINAL)
  expect(await openPark(hasty, settlementOf(hasty, paymentId))).toMatchObject({
    code: 'SETTLEMENT_UNCLEAR',
    message: expect.stringContaining('final on chain'),
  })
  expect(await rowOf(hasty, paymentId)).toMatchObject({ money: 'pending' })
  await told(hasty, confirmed({ paymentId }))
  await settlementOf(hasty, paymentId).result()
  expect(await rowOf(hasty, paymentId)).toMatchObject({ money: 'confirmed' })
})

test('two charges of one amount, paid by one transaction, are both watched, and nobody is asked', async () => {
  const charges = [charge(), charge()].map(({ pending }) => pending())
  const [one = '', two = ''] = charges.map(({ paymentId }) => paymentId)
  await pay(SUBS, concat([topic, subscribed(one, SHOP), subscribed(two, SHOP)]))
  for (const pending of charges) await told(patient, pending)
  for (const paymentId of [one, two]) {
    await seen(paymentId)
    expect(await parksOf(patient, settlementOf(patient, paymentId))).toEqual([])
  }
  await reorg(1)
  await mine(FINAL + 1)
  for (const paymentId of [one, two])
    await rowWith(patient, paymentId, ({ money }) => money === 'gone', `${paymentId} is gone`)
})

test('a charge that was paid again by another transaction is watched there, and not taken back', async () => {
  const { pending, confirmed } = charge()
  const paymentId = pending().paymentId ?? ''
  const data = concat([topic, subscribed(paymentId, SHOP), subscribed(paymentId, SHOP)])
  const first = await pay(SUBS, data)
  await told(patient, pending())
  await seen(paymentId)
  await reorg(1)
  const second = await pay(SUBS, concat([data, '0x00']))
  expect(second).not.toBe(first)
  await told(patient, confirmed({ paymentId }))
  await mine(FINAL)
  await settlementOf(patient, paymentId).result()
  expect(await rowOf(patient, paymentId)).toMatchObject({ money: 'confirmed', paid: '1999' })
})

test('a charge that LlamaPay confirmed is not taken back by an event that went with its block', async () => {
  const { pending, confirmed } = charge()
  const paymentId = pending().paymentId ?? ''
  await pay(SUBS, concat([topic, subscribed(paymentId, SHOP), subscribed(paymentId, SHOP)]))
  await told(hasty, pending())
  await seen(paymentId, hasty)
  await told(hasty, confirmed({ paymentId }))
  await reorg(1)
  await pay()
  await mine(FINAL)
  expect(await settlementOf(hasty, paymentId).result()).toMatchObject({ outcome: 'settled' })
  expect(await rowOf(hasty, paymentId)).toMatchObject({ money: 'confirmed', paid: '1999' })
})
