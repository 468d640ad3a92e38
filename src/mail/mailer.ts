import { createTransport } from 'nodemailer'
import { FulfilmentError } from '../domain/errors.ts'
import { messageIdFor } from './message-id.ts'
import type { Rendered } from './render.ts'
import { answerOf, isRefusal } from './smtp-answer.ts'

export interface Sender {
  readonly name: string
  readonly address: string
}

export interface Mail extends Omit<Rendered, 'html'>, Partial<Pick<Rendered, 'html'>> {
  /** Names the mail at every attempt to send it; what its `Message-ID` is made of. */
  readonly key: string
  /** One address. */
  readonly to: string
}

export type Sent =
  | { readonly state: 'sent'; readonly messageId: string }
  | { readonly state: 'refused'; readonly because: string }

/** Whoever takes mails on their way. */
export interface Mailer {
  /**
   * Hands one mail to the mail server. `refused`: this address will never get it, so nobody need try again.
   * @throws FulfilmentError MAIL_FAILED (retryable): not sent, or not known to be
   */
  send(mail: Mail): Promise<Sent>
  close(): void
}

export interface MailerOptions {
  /** `smtp://user:password@host:587`, or `smtps://`. */
  readonly smtpUrl: string
  readonly from: Sender
  /** For one mail, whatever the server does; below what its activity is given. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 25_000
/** For each part of the conversation, so that a slow server is told from one that is away. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  socketTimeout: 10_000,
}
/** A worker sends few mails at once, and servers count connections. */
const MAX_CONNECTIONS = 3

/** Sends by SMTP, over connections that are kept. */
export function createMailer({ smtpUrl, from, timeoutMs = TIMEOUT_MS }: MailerOptions): Mailer {
  const transport = createTransport({
    pool: true,
    url: smtpUrl,
    maxConnections: MAX_CONNECTIONS,
    // A mail that is put back would be sent twice unseen; whoever asks tries again, and says so.
    maxRequeues: 0,
    ...TIMEOUTS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  // An idle connection that breaks is replaced at the next mail; unheard, it would end the process.
  transport.on('error', () => undefined)
  return {
    async send({ key, to, subject, text, html }) {
      const messageId = messageIdFor(key, from.address)
      const message = {
        from,
        // As parts, never as text to be read: an address with a comma is not two.
        to: { name: '', address: to },
        envelope: { from: from.address, to },
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        messageId,
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.timeout(timeoutMs),
      }
      try {
        await transport.sendMail(message)
        return { state: 'sent', messageId }
      } catch (error) {
        if (isRefusal(error)) return { state: 'refused', because: `refused: ${answerOf(error)}` }
        throw failed(key, error)
      }
    },
    close: () => transport.close(),
  }
}

// What servers answer quotes the address: it is kept as a code, and not as a cause.
function failed(key: string, error: unknown): FulfilmentError {
  return new FulfilmentError({
    code: 'MAIL_FAILED',
    retryable: true,
    message: `the mail server did not take ${key} (${answerOf(error)})`,
  })
}
