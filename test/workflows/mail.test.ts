import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { type CaughtMail, type MailSink, startMailSink } from '../../src/stack/mail-sink.ts'
import { freePort } from '../../src/stack/ports.ts'
import type { Mailing } from '../../src/worker/mail.ts'
import { ADDRESS, findInHistory } from '../support/histories.ts'
import { paid, refunded } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { cipher, MAILING_POLICY, mailingTo, newAddress, withAddress } from './support/mailing.ts'
import { eventually, stateOf } from './support/observe.ts'

const UNKNOWN = 'nobody@example.com'

let harness: Harness
let sink: MailSink
let mailing: Mailing
let smtpPort: number
const refuse = (to: string) => (to === UNKNOWN ? { code: 550, text: '5.1.1 no such mailbox' } : undefined)

beforeAll(async () => {
  harness = await createHarness(MAILING_POLICY)
  smtpPort = await freePort()
  sink = await startMailSink({ smtpPort, refuse })
  mailing = mailingTo(sink.smtpUrl, harness)
  await harness.startWorker({ channels: { mail: mailing.channel } })
})
afterAll(async () => {
  mailing.mailer.close()
  await sink.stop()
  await harness.teardown()
})

const mailsTo = (address: string): readonly CaughtMail[] =>
  sink.mails().filter(({ to }) => to.includes(address))

const carriedOut = async (event: PaymentEvent, address?: string): Promise<WorkflowHandle> => {
  const handle = await harness.start(event, address === undefined ? {} : withAddress(event, address))
  await handle.result()
  return handle
}

const effectsOf = (paymentId: string) =>
  harness.query<{ state: string; result: Record<string, string> }>(
    `select state, result from ledger.effect where payment_id = $1 and effect = 'notify' order by key`,
    [paymentId],
  )

test('a payment is mailed once, however many webhooks say it; the address is in no history', async () => {
  const address = newAddress()
  const event = paid({ orderReference: 'A-1' })
  const again = { ...event, eventKey: `${event.eventKey}-2` }
  const handles = [await carriedOut(event, address), await carriedOut(again, address)]
  const [mail, ...more] = mailsTo(address)
  expect(more).toEqual([])
  expect(mail).toMatchObject({
    subject: 'Your receipt for order A-1',
    text: expect.stringContaining('19.99 USD'),
  })
  expect(await effectsOf(event.paymentId)).toEqual([
    { state: 'done', result: { messageId: mail?.messageId } },
  ])
  for (const handle of handles) expect(await findInHistory(handle, ADDRESS)).toBeUndefined()
})

test('error: an address that is refused for good is not tried for three days; the event is fulfilled', async () => {
  const event = paid()
  await carriedOut(event, UNKNOWN)
  expect(await effectsOf(event.paymentId)).toEqual([
    { state: 'skipped', result: { because: 'refused: 550 5.1.1 at RCPT TO' } },
  ])
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
})

test('while the mail server is away the event is fulfilled, and the mail comes when it is back, once', async () => {
  const address = newAddress()
  const event = paid()
  await sink.stop()
  const handle = await harness.start(event, withAddress(event, address))
  const fulfilled = async () => ((await stateOf(harness, event.eventKey)) === 'fulfilled' ? true : undefined)
  await eventually(fulfilled, 'fulfilled without a mail server')
  const failing = async () => {
    const { pendingActivities } = (await handle.describe()).raw
    return (
      pendingActivities?.some(({ lastFailure }) => lastFailure !== undefined && lastFailure !== null) ||
      undefined
    )
  }
  await eventually(failing, 'a try that failed')
  sink = await startMailSink({ smtpPort, refuse })
  await handle.result()
  expect(mailsTo(address)).toHaveLength(1)
  expect(await findInHistory(handle, ADDRESS)).toBeUndefined()
})

test('without an address of its own, an event is mailed to that of its payment, its order, or its owner', async () => {
  const [ofPayment, ofOrder] = [newAddress(), newAddress()]
  const event = paid()
  await carriedOut(event, ofPayment)
  await carriedOut(refunded({ paymentId: event.paymentId, occurredAt: '2026-11-22T00:00:00.000Z' }))
  expect(mailsTo(ofPayment).map(({ subject }) => subject)).toEqual([
    `Your receipt for order ${event.paymentId}`,
    `Your refund for order ${event.paymentId}`,
  ])
  const owner = event.owner === undefined ? {} : { owner: event.owner }
  await carriedOut(paid({ ...owner }))
  expect(mailsTo(ofPayment)).toHaveLength(3)

  const reference = `ord-${randomUUID()}`
  const contact = cipher.seal(ofOrder, `order:shop:${reference}`)
  await harness.ledger.registerOrder({ account: 'shop', reference, amount: '1999', asset: 'USD', contact })
  await carriedOut(paid({ orderReference: reference }))
  expect(mailsTo(ofOrder)).toHaveLength(1)
})

test('nobody who left no address, or was erased, is mailed', async () => {
  const [event, erased] = [paid(), paid()]
  await carriedOut(event)
  expect(await effectsOf(event.paymentId)).toEqual([{ state: 'skipped', result: { because: 'no address' } }])
  const address = newAddress()
  await harness.start(erased, withAddress(erased, address)).then((handle) => handle.result())
  await harness.query(
    'delete from inbox.contact where event_id = (select id from inbox.event where event_key = $1)',
    [erased.eventKey],
  )
  await carriedOut(refunded({ paymentId: erased.paymentId }))
  expect(mailsTo(address)).toHaveLength(1)
})

test('an address sealed with another key, or moved to another event, is as good as none', async () => {
  const event = paid()
  await (await harness.start(event, { contact: cipher.seal(newAddress(), 'another:event') })).result()
  expect(await effectsOf(event.paymentId)).toEqual([{ state: 'skipped', result: { because: 'no address' } }])
})

test('no receipt is sent for a payment of which nothing is left by then', async () => {
  const address = newAddress()
  const event = paid()
  await sink.stop()
  const handle = await harness.start(event, withAddress(event, address))
  await eventually(
    async () => ((await stateOf(harness, event.eventKey)) === 'fulfilled' ? true : undefined),
    'fulfilled',
  )
  const refund = refunded({ paymentId: event.paymentId, occurredAt: '2026-11-22T00:00:00.000Z' })
  const refunding = await harness.start(refund)
  await eventually(
    async () => ((await stateOf(harness, refund.eventKey)) === 'fulfilled' ? true : undefined),
    'refunded',
  )
  sink = await startMailSink({ smtpPort, refuse })
  await Promise.all([handle.result(), refunding.result()])
  expect(mailsTo(address).map(({ subject }) => subject)).toEqual([`Your refund for order ${event.paymentId}`])
  const because = 'nothing is left of the payment'
  expect(await effectsOf(event.paymentId)).toContainEqual({ state: 'skipped', result: { because } })
})

test('what a subscription tells goes to whoever its events name, in the language that is set', async () => {
  const address = newAddress()
  const id = `sub_${randomUUID()}`
  const event = paid({ subscription: { id, product: 'pro', periodEnd: '2026-12-31T00:00:00.000Z' } })
  await carriedOut(event, address)
  const german = mailingTo(sink.smtpUrl, harness, 'de')
  const ending = await german.channel.tell(`shop:${id}:notify:subscription-past-due`, {
    account: 'shop',
    subscriptionId: id,
    endpoint: 'sys:subscription',
    eventKey: `${id}:past_due`,
    at: '2026-12-31T00:00:00.000Z',
    telling: { type: 'notify', template: 'subscription-past-due' },
  })
  german.mailer.close()
  expect(ending.state).toBe('done')
  const mail = mailsTo(address).at(-1)
  expect(mail?.subject).toBe('Ihr Abonnement von pro konnte nicht verlängert werden')
  expect(mail?.text).toContain('31. Dezember 2026')
  expect(mail?.html).toContain('https://tea.example/billing')
})
