import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMailer, type Mailer } from '../../src/mail/mailer.ts'
import { type MailSink, startMailSink } from '../../src/stack/mail-sink.ts'

let sink: MailSink
let mailer: Mailer
beforeAll(async () => {
  sink = await startMailSink({ keep: 2 })
  mailer = createMailer({ smtpUrl: sink.smtpUrl, from: { name: '', address: 'shop@tea.example' } })
  for (const key of ['first', 'second', 'third'])
    await mailer.send({
      key,
      to: 'ada@example.com',
      subject: `<script>${key}</script>`,
      text: `text of ${key}`,
      html: `<script>alert(1)</script><p>HTML of ${key}</p>`,
    })
})
afterAll(async () => {
  mailer.close()
  await sink.stop()
})

const get = async (path: string) => {
  const response = await fetch(`${sink.uiUrl}${path}`)
  return {
    status: response.status,
    policy: response.headers.get('content-security-policy'),
    text: await response.text(),
  }
}

test('the newest mails are listed, and no more than are kept', async () => {
  const { text } = await get('/')
  expect([...text.matchAll(/href="\/mails\/(\d+)"/g)].map(([, id]) => id)).toEqual(['3', '2'])
  expect((await get('/mails/1')).status).toBe(404)
  const listed = JSON.parse((await get('/mails.json')).text) as { subject: string }[]
  expect(listed.map(({ subject }) => subject)).toEqual(['<script>second</script>', '<script>third</script>'])
})

test('each mail is shown as text and as HTML; what a stranger wrote into it does not run', async () => {
  const page = await get('/mails/3')
  expect(page.text).toContain('text of third')
  expect(page.text).toContain('<iframe sandbox src="/mails/3.html"')
  expect(page.text).not.toContain('<script>')
  expect((await get('/mails/3.txt')).text).toContain('text of third')
  const html = await get('/mails/3.html')
  expect(html.text).toContain('<p>HTML of third</p>')
  expect(html.policy).toMatch(/default-src 'none'.*; sandbox$/)
})
