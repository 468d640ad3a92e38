import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { answerMailPage } from './mail-pages.ts'

/** A mail as the sink took it. */
export interface CaughtMail {
  readonly id: number
  readonly at: string
  /** Whom the sender named to the server. */
  readonly to: readonly string[]
  readonly messageId: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
}

export interface MailSinkOptions {
  /** Any free port when not given. */
  readonly smtpPort?: number | undefined
  readonly uiPort?: number | undefined
  /** How many mails are kept; the newest. */
  readonly keep?: number
  /** What it answers a recipient or a mail with, for tests. Undefined: it takes it. */
  readonly refuse?: (to: string, at: 'recipient' | 'mail') => { code: number; text: string } | undefined
}

export interface MailSink {
  /** For SMTP_URL. */
  readonly smtpUrl: string
  readonly uiUrl: string
  /** Newest last. */
  readonly mails: () => readonly CaughtMail[]
  readonly stop: () => Promise<void>
}

const LOOPBACK = '127.0.0.1'
const KEEP = 500

/** A mail server of our own, on the loopback address only: it takes every mail, delivers none, and shows them on a page. */
export const startMailSink = async (options: MailSinkOptions = {}): Promise<MailSink> => {
  const { keep = KEEP, smtpPort = 0, uiPort = 0 } = options
  const mails: CaughtMail[] = []
  let count = 0
  const smtp = smtpServer(options, (mail) => {
    count += 1
    mails.push({ id: count, at: new Date().toISOString(), ...mail })
    mails.splice(0, mails.length - keep)
  })
  smtp.on('error', () => undefined)
  const pages = createServer((request, response) => answerMailPage(mails, request, response))
  pages.listen(uiPort, LOOPBACK)
  const listening = smtp.listen(smtpPort, LOOPBACK)
  await Promise.all([once(listening, 'listening'), once(pages, 'listening')])
  const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port
  return {
    smtpUrl: `smtp://${LOOPBACK}:${portOf(listening)}`,
    uiUrl: `http://${LOOPBACK}:${portOf(pages)}`,
    mails: () => mails,
    stop: async () => {
      pages.closeAllConnections()
      pages.close()
      await Promise.all([once(pages, 'close'), new Promise<void>((done) => smtp.close(() => done()))])
    },
  }
}

type Caught = Omit<CaughtMail, 'id' | 'at'>

const smtpServer = ({ refuse }: MailSinkOptions, caught: (mail: Caught) => void): SMTPServer =>
  new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    // Sessions that are open when it is stopped are not waited for.
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      done(refusal(refuse?.(address, 'recipient')))
    },
    onData(stream, { envelope }, done) {
      const to = envelope.rcptTo.map(({ address }) => address)
      const refused = refusal(refuse?.(to[0] ?? '', 'mail'))
      buffer(stream)
        .then(async (raw) => {
          if (refused === undefined) caught({ to, ...(await parsed(raw)) })
          done(refused)
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))))
    },
  })

const refusal = (answer: { code: number; text: string } | undefined): Error | undefined =>
  answer && Object.assign(new Error(answer.text), { responseCode: answer.code })

const parsed = async (raw: Buffer): Promise<Omit<Caught, 'to'>> => {
  const { messageId = '', subject = '', text = '', html, headerLines } = await simpleParser(raw)
  return {
    messageId,
    subject,
    text,
    html: html || '',
    headers: Object.fromEntries(
      headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
    ),
  }
}
