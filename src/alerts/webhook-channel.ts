import { FulfilmentError } from '../domain/errors.ts'
import type { AlertChannel } from './alerts.ts'

const TIMEOUT_MS = 4_000

/** Posts `{"text": …}`, which Slack and most that took after it show as a message. The URL is a secret, and in no message. */
export function createWebhookChannel(url: string): AlertChannel {
  return {
    name: 'webhook',
    async tell({ title, text, link }) {
      const lines = [plain(title), plain(text), ...(link === undefined ? [] : [link])]
      const status = await post(url, { text: lines.join('\n') })
      if (status < 200 || status > 299) throw failed(`it answered ${status}`)
    },
  }
}

/** An id from outside must not call everybody of the channel: https://docs.slack.dev/messaging/formatting-message-text */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

async function post(url: string, body: object): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      // A redirected POST would arrive as a GET, and tell nobody.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await response.body?.cancel()
    return response.status
  } catch {
    throw failed('it does not answer')
  }
}

function failed(why: string): FulfilmentError {
  return new FulfilmentError({
    code: 'OUTBOUND_FAILED',
    retryable: true,
    message: `the alert was not taken at ALERT_WEBHOOK_URL: ${why}`,
  })
}
