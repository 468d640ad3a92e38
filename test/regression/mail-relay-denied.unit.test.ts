import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMailer, type Mailer } from '../../src/mail/mailer.ts'
import { type MailSink, startMailSink } from '../../src/stack/mail-sink.ts'

let sink: MailSink
let mailer: Mailer
/** What the mail server says of every recipient. */
let answer: { code: number; text: string } | undefined

beforeAll(async () => {
  sink = await startMailSink({ refuse: (_, at) => (at === 'recipient' ? answer : undefined) })
  mailer = createMailer({ smtpUrl: sink.smtpUrl, from: { name: 'Shop', address: 'shop@shop.example' } })
})
afterAll(async () => {
  mailer.close()
  await sink.stop()
})

const send = () =>
  mailer.send({ key: 'shop:pi_1:notify', to: 'ada@example.com', subject: 'Receipt', text: 'Thanks.\n' })

test.each([
  [554, '5.7.1 <ada@example.com>: Relay access denied'],
  [550, '5.7.60 SMTP; Client does not have permissions to send as this sender'],
])(
  'error: a server that does not relay for us (%i %s) gives no mail up: SMTP_URL can be put right',
  async (code, text) => {
    answer = { code, text }
    await expect(send()).rejects.toMatchObject({ code: 'MAIL_FAILED', retryable: true })
    answer = undefined
    expect(await send()).toMatchObject({ state: 'sent' })
  },
)

test('an address that does not exist is given up', async () => {
  answer = { code: 550, text: '5.1.1 no such mailbox' }
  expect(await send()).toMatchObject({ state: 'refused' })
})
