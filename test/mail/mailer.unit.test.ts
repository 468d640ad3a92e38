import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createMailer, type Mailer } from '../../src/mail/mailer.ts'
import { messageIdFor } from '../../src/mail/message-id.ts'
import { type MailSink, type MailSinkOptions, startMailSink } from '../../src/stack/mail-sink.ts'
import { freePort } from '../../src/stack/ports.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const FROM = { name: 'Tea & "Co"', address: 'shop@tea.example' }
const mail = (fields: object = {}) => ({
  key: 'shop:pi_1:notify',
  to: 'ada@example.com',
  subject: 'Your receipt for order Ä-1',
  text: 'Thank you.\n',
  html: '<p>Thank you.</p>',
  ...fields,
})

const mailer = (smtpUrl: string, timeoutMs = 20_000): Mailer => {
  const made = createMailer({ smtpUrl, from: FROM, timeoutMs })
  undo.push(() => made.close())
  return made
}

const sink = async (options: MailSinkOptions = {}): Promise<MailSink> => {
  const started = await startMailSink(options)
  undo.push(() => started.stop())
  return started
}

test('a mail arrives as text and HTML, says that nobody wrote it, and bears the id of its effect', async () => {
  const { smtpUrl, mails } = await sink()
  const sent = await mailer(smtpUrl).send(mail())
  const [caught] = mails()
  expect(caught).toMatchObject({
    to: ['ada@example.com'],
    subject: 'Your receipt for order Ä-1',
    text: 'Thank you.\n',
    html: expect.stringContaining('<p>Thank you.</p>'),
    headers: { 'auto-submitted': 'auto-generated', to: 'ada@example.com' },
  })
  expect(caught?.headers.from).toContain('<shop@tea.example>')
  expect(sent).toEqual({ state: 'sent', messageId: caught?.messageId })
})

test('the id of a mail is the same at every attempt, another for another effect, and valid whatever the key holds', () => {
  const id = messageIdFor('shop:pi_1:notify:refund:~0a', FROM.address)
  expect(id).toBe(messageIdFor('shop:pi_1:notify:refund:~0a', FROM.address))
  expect(id).toMatch(/^<[0-9a-f]{40}@tea\.example>$/)
  expect(id).not.toBe(messageIdFor('shop:pi_2:notify:refund:~0a', FROM.address))
})

test('nothing that came in from outside becomes a header or a second recipient', async () => {
  const { smtpUrl, mails } = await sink()
  await mailer(smtpUrl).send(mail({ subject: 'a\r\nBcc: eve@example.com', to: 'ada@example.com' }))
  const [caught] = mails()
  expect(caught?.to).toEqual(['ada@example.com'])
  expect(caught?.headers).not.toHaveProperty('bcc')
})

test.each([
  ['recipient', 'refused: 550 5.1.1 at RCPT TO'],
  ['mail', 'refused: 554 5.7.1 at DATA'],
] as const)('a %s that is refused for good is given up, by its code alone', async (stage, because) => {
  const [code, detail] = stage === 'recipient' ? [550, '5.1.1'] : [554, '5.7.1']
  const refuse: MailSinkOptions['refuse'] = (to, at) =>
    at === stage ? { code, text: `${detail} <${to}> is unknown` } : undefined
  const { smtpUrl, mails } = await sink({ refuse })
  expect(await mailer(smtpUrl).send(mail())).toEqual({ state: 'refused', because })
  expect(mails()).toEqual([])
})

test('error: "not now" is tried again, and what is said of it names no address', async () => {
  const refuse: MailSinkOptions['refuse'] = (to) => ({ code: 451, text: `4.7.1 <${to}> greylisted` })
  const { smtpUrl } = await sink({ refuse })
  const failure = await mailer(smtpUrl)
    .send(mail())
    .then(
      () => expect.fail('it was sent'),
      (error: unknown) => error,
    )
  expect(failure).toMatchObject({ code: 'MAIL_FAILED', retryable: true })
  expect(String(failure)).toContain('451 4.7.1')
  expect(JSON.stringify([String(failure), (failure as Error).stack, (failure as Error).cause])).not.toContain(
    'ada@',
  )
})

test('error: a server that is away, or says nothing, is tried again', async () => {
  const away = mailer(`smtp://127.0.0.1:${await freePort()}`).send(mail())
  await expect(away).rejects.toMatchObject({ code: 'MAIL_FAILED', retryable: true })
  const silent = await listening((socket) => socket.resume())
  await expect(mailer(silent, 300).send(mail())).rejects.toMatchObject({
    code: 'MAIL_FAILED',
    retryable: true,
  })
})

test('error: a server that does not know us gives no mail up: our login can be put right', async () => {
  const denying = await listening((socket) => {
    socket.write('220 hello\r\n')
    socket.on('data', (data) => {
      const line = data.toString()
      if (line.startsWith('EHLO')) socket.write('250 hello\r\n')
      else socket.write('530 5.7.0 Authentication required\r\n')
    })
  })
  await expect(mailer(denying).send(mail())).rejects.toMatchObject({ code: 'MAIL_FAILED', retryable: true })
})

async function listening(serve: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    serve(socket)
  }).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  undo.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}
