interface SmtpFailure {
  readonly code?: unknown
  /** Of the server's answer. */
  readonly responseCode?: unknown
  /** The one that was answered; `API`: none, as the mail itself cannot be sent. */
  readonly command?: unknown
  readonly response?: unknown
}

/** Who sends has not said who he is: to be put right here, not at the address (RFC 4954, section 6). */
const ABOUT_US: readonly number[] = [530, 534, 535, 538]

/** Of a recipient: we may not send to it by this server. "Relay access denied" is the usual one (RFC 3463, section 3.8). */
const NOT_FOR_US = /^5\.7\./

/** Whether this address, or this mail to it, is refused for good. Our own login is no reason to give a mail up. */
export function isRefusal(error: unknown): boolean {
  const { code, command, responseCode, response } = failureOf(error)
  if (command === 'API') return code === 'EENVELOPE'
  if (typeof responseCode !== 'number' || ABOUT_US.includes(responseCode)) return false
  if (responseCode < 500) return false
  return command === 'DATA' || (command === 'RCPT TO' && !NOT_FOR_US.test(detailOf(response) ?? ''))
}

/** What the server said, in codes alone: `550 5.1.1 at RCPT TO`. */
export function answerOf(error: unknown): string {
  const { code, command, responseCode, response } = failureOf(error)
  const words = [
    typeof responseCode === 'number' ? String(responseCode) : typeof code === 'string' ? code : 'no answer',
    detailOf(response),
    typeof command === 'string' && command !== 'API' ? `at ${command}` : undefined,
  ]
  return words.filter((word) => word !== undefined).join(' ')
}

/** The enhanced status code (RFC 3463). */
function detailOf(response: unknown): string | undefined {
  if (typeof response !== 'string') return undefined
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
}

function failureOf(error: unknown): SmtpFailure {
  return typeof error === 'object' && error !== null ? error : {}
}
