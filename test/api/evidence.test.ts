import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { dropBodies } from '../../src/inbox/drop-bodies.ts'
import { type MailSink, startMailSink } from '../../src/stack/mail-sink.ts'
import { freePort } from '../../src/stack/ports.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { bundleOf, changeByHand, entriesOf, faultOf, kindsOf, sha256 } from '../support/evidence.ts'
import { startMerchantApp } from '../support/merchant-app.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { deliveringTo, PATIENT } from '../workflows/support/delivering.ts'
import { paid, paidInUnknownAsset, refunded } from '../workflows/support/events.ts'
import { mailingTo, newAddress, withAddress } from '../workflows/support/mailing.ts'
import {
  createMintHarness,
  keepMining,
  type MintHarness,
  mintOf,
  mintPolicy,
  paidForTokens,
  SOON,
} from '../workflows/support/minting.ts'
import { openPark } from '../workflows/support/observe.ts'

const chain = useTestChain()
const teardown = createTeardown()
let harness: MintHarness
let api: OperatorApi
let sink: MailSink

beforeAll(async () => {
  harness = await createMintHarness(chain(), { ...mintPolicy(), channels: { delivery: true, mail: true } })
  teardown.add(harness.teardown)
  teardown.add(keepMining(chain()))
  const app = await startMerchantApp()
  teardown.add(async () => app.stop())
  sink = await startMailSink({ smtpPort: await freePort() })
  teardown.add(() => sink.stop())
  const mailing = mailingTo(sink.smtpUrl, harness)
  teardown.add(async () => mailing.mailer.close())
  const { channels } = deliveringTo(harness, app, PATIENT)
  await harness.startWorker({ channels: { ...channels, mail: mailing.channel } })
  api = await startOperatorApi({
    pool: harness.pool,
    ledger: harness.ledger,
    workflowPages: 'http://ui.example.com/namespaces/default/workflows',
  })
  teardown.add(() => api.stop())
})
afterAll(() => teardown.run())

const carriedOut = async (event: PaymentEvent, kept: Parameters<MintHarness['start']>[1] = {}) => {
  const handle = await harness.start(event, kept)
  await handle.result()
  return handle
}

/** Paid by somebody whose address stands in the body. */
const paidBy = async (address: string) => {
  const event = paid()
  const raw = Buffer.from(JSON.stringify({ ...event, email: address }))
  const headers = { 'stripe-signature': 't=1,v1=00' }
  await carriedOut(event, { ...withAddress(event, address), raw, bodySha256: sha256(raw), headers })
  return { event, raw }
}

test('a payment is shown from its request to its posting, mail, call and refund, in a chain that fits', async () => {
  const address = newAddress()
  const { event, raw } = await paidBy(address)
  const refund = refunded({ paymentId: event.paymentId })
  const handle = await carriedOut(refund)
  const bundle = await bundleOf(api, 'shop', event.paymentId, '?raw=1')
  expect(faultOf(bundle)).toBeUndefined()
  expect(kindsOf(bundle)).toEqual(
    bundle.entries.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ kind }) => kind),
  )

  const [received] = entriesOf(bundle, 'event.received')
  expect(received?.data).toMatchObject({
    endpoint: 'stripe',
    eventKey: event.eventKey,
    bodySha256: sha256(raw),
    verification: { scheme: 'stripe', secretId: 'test' },
  })
  expect(bundle.requests[0]).toEqual({
    event: received?.data.event,
    bodySha256: sha256(raw),
    headers: { 'stripe-signature': 't=1,v1=00' },
    state: 'kept',
    at: null,
    body: { encoding: 'utf-8', text: raw.toString() },
  })
  expect(entriesOf(bundle, 'event.planned')[0]?.data).toMatchObject({
    says: { type: 'payment.succeeded', paymentId: event.paymentId },
    plan: { type: 'fulfil', workflow: 'fulfilPayment' },
  })
  const { rows: transfers } = await harness.pool.query<{ id: string }>(
    'select t.id from ledger.transfer t join ledger.payment p on p.id = t.payment where p.payment_id = $1 order by t.n',
    [event.paymentId],
  )
  expect(entriesOf(bundle, 'posting').map(({ data }) => data)).toMatchObject([
    {
      transferId: transfers[0]?.id,
      kind: 'credit',
      entries: expect.arrayContaining([
        expect.objectContaining({
          owner: `user:${event.paymentId}`,
          asset: 'USD',
          amount: '1999',
          balanceAfter: '1999',
        }),
      ]),
    },
    { transferId: transfers[1]?.id, kind: 'debit' },
  ])
  const [mail] = sink.mails().filter(({ to }) => to.includes(address))
  expect(entriesOf(bundle, 'mail.sent')[0]?.data).toMatchObject({ result: { messageId: mail?.messageId } })
  const calls = entriesOf(bundle, 'delivery.tried')
  expect(calls[0]?.data).toMatchObject({ n: 1, status: 200, error: null, durationMs: expect.any(Number) })
  expect(bundle.workflows).toContainEqual({
    id: handle.workflowId,
    link: `http://ui.example.com/namespaces/default/workflows/${encodeURIComponent(handle.workflowId)}`,
  })
  expect(bundle.now).toMatchObject({ payment: { status: 'refunded', refunded: '1999' } })
})

test('a parked payment shows what was asked, who decided what and why, and that it went on', async () => {
  const event = paidInUnknownAsset()
  const handle = await harness.start(event)
  const { parkId } = await openPark(harness, handle)
  const waiting = await bundleOf(api, 'shop', event.paymentId)
  expect(kindsOf(waiting)).toEqual(['event.received', 'event.planned', 'park.opened'])
  expect(waiting.now).toMatchObject({ payment: null, events: [{ state: 'parked' }] })
  const actor = newAddress()
  const answer = await api.ask('POST', `/workflows/${encodeURIComponent(handle.workflowId)}/decisions`, {
    decisionId: randomUUID(),
    parkId,
    actor,
    reason: `asked ${actor}, it was USD`,
    decision: 'amend',
    patch: { asset: 'USD', amount: '19.99' },
  })
  expect(answer.status).toBe(200)
  await handle.result()
  const bundle = await bundleOf(api, 'shop', event.paymentId)
  expect(faultOf(bundle)).toBeUndefined()
  expect(entriesOf(bundle, 'park.opened')[0]?.data).toMatchObject({
    parkId,
    step: 'books',
    code: 'UNKNOWN_ASSET',
  })
  expect(entriesOf(bundle, 'decision.sent')[0]?.data).toMatchObject({
    parkId,
    decision: 'amend',
    patch: { asset: 'USD', amount: '19.99' },
    channel: 'api',
    actor: api.deps.people.ownerOfAddress(actor),
    reason: 'asked [address] it was USD',
  })
  expect(entriesOf(bundle, 'decision.settled')[0]?.data).toMatchObject({ outcome: 'applied' })
  expect(kindsOf(bundle)).toContain('park.closed')
  expect(bundle.heads[0]).toMatchObject({ head: waiting.head, holds: true })
  expect(JSON.stringify(bundle)).not.toContain('@example.com')
})

test('a minted payment shows each signed transaction, and the receipt once it is final', async () => {
  const event = paidForTokens()
  await carriedOut(event)
  await expect.poll(async () => (await mintOf(harness, event))?.status, SOON).toBe('final')
  const bundle = await bundleOf(api, 'shop', event.paymentId)
  expect(faultOf(bundle)).toBeUndefined()
  const { txHash } = (await mintOf(harness, event)) ?? {}
  const receipt = await chain().control.getTransactionReceipt({ hash: txHash as `0x${string}` })
  expect(entriesOf(bundle, 'transaction.signed').map(({ data }) => data.hash)).toContain(txHash)
  expect(entriesOf(bundle, 'transaction.ended').map(({ data }) => data)).toMatchObject([
    {
      state: 'final',
      outcome: 'minted',
      hash: txHash,
      block: receipt.blockNumber.toString(),
      blockHash: receipt.blockHash,
    },
  ])
  expect(entriesOf(bundle, 'mint.moved').map(({ data }) => data.to)).toEqual(
    expect.arrayContaining(['requested', 'reserved', 'final']),
  )
  expect(bundle.now).toMatchObject({ mints: [{ status: 'final', recipient: event.wallet }] })
})

test('after an erasure nobody’s address is in the bundle, and the chain is the one shown before', async () => {
  const address = newAddress()
  const { event } = await paidBy(address)
  const before = await bundleOf(api, 'shop', event.paymentId, '?raw=1')
  expect(JSON.stringify(before)).toContain(address)
  const names = [event.owner?.owner, address]
  expect((await api.ask('POST', '/erasures', { names, actor: 'ada' })).status).toBe(200)
  const after = await bundleOf(api, 'shop', event.paymentId, '?raw=1')
  expect(JSON.stringify(after)).not.toContain(address)
  expect(after.requests).toMatchObject([
    { bodySha256: before.requests[0]?.bodySha256, headers: {}, state: 'erased', at: expect.any(String) },
  ])
  expect(kindsOf(after)).toContain('event.erased')
  expect(after.entries.filter(({ id }) => before.entries.some((entry) => entry.id === id))).toHaveLength(
    before.count,
  )
  expect(after.heads).toMatchObject([
    { head: before.head, holds: true, changed: [], gone: [] },
    { head: after.head, holds: true },
  ])
})

test('when a body is dropped, the bundle says so and when, and the chain is the one shown before', async () => {
  const { event, raw } = await paidBy(newAddress())
  const before = await bundleOf(api, 'shop', event.paymentId)
  await dropBodies(harness.pool, new Date(Date.now() + 60_000), 1_000)
  const after = await bundleOf(api, 'shop', event.paymentId, '?raw=1')
  expect(after.requests).toMatchObject([
    { bodySha256: sha256(raw), state: 'dropped', at: expect.any(String) },
  ])
  expect(after.requests[0]).not.toHaveProperty('body')
  expect(entriesOf(after, 'event.dropped')).toHaveLength(1)
  expect(after.heads.map(({ head, holds }) => [head, holds])).toEqual([
    [before.head, true],
    [after.head, true],
  ])
})

test('a row that was changed by hand is named, by everybody to whom it was shown as it was', async () => {
  const { event } = await paidBy(newAddress())
  const before = await bundleOf(api, 'shop', event.paymentId)
  const [posting] = entriesOf(before, 'posting')
  await changeByHand(
    harness.pool,
    'update ledger.entry set amount = amount * 10 where transfer_id = $1 and amount > 0',
    [posting?.data.transferId],
  )
  const after = await bundleOf(api, 'shop', event.paymentId)
  expect(faultOf(after)).toBeUndefined()
  expect(after.heads).toMatchObject([
    { head: before.head, holds: false, changed: [posting?.id], gone: [] },
    { head: after.head, holds: true },
  ])
})
