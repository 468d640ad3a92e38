import { FulfilmentError } from '../domain/errors.ts'
import { type AllowList, parseAllowList } from './allow-list.ts'
import { type Exchange, exchange, letPass, type OutboundRequest, send } from './exchange.ts'
import { failed } from './failures.ts'
import { createGuard, type Guard, type Resolve } from './guard.ts'

export interface OutboundAnswer {
  readonly status: number
  readonly text: string
}

/** What is heard of an answer nobody reads. */
export interface Acknowledgement {
  readonly status: number
  /** The header, as it came. */
  readonly retryAfter?: string
}

/** Calls URLs that came in from outside: to public addresses only, and to those the operator allows. */
export interface Outbound {
  /**
   * Posts to a URL; to where it redirects, too, up to three times, with the same method and body.
   * @throws FulfilmentError OUTBOUND_REFUSED (final): not a URL to call, or it leads where nobody may call;
   *   OUTBOUND_FAILED (retryable): no answer in time, or too large a one
   */
  post(url: string, request: OutboundRequest): Promise<OutboundAnswer>
  /**
   * Posts to this URL alone: where it redirects is an answer like any other. The body of the answer is let pass, up to
   * `maxBytes`, and not kept.
   * @throws FulfilmentError as `post`, but never for the size of an answer
   */
  notify(url: string, request: OutboundRequest): Promise<Acknowledgement>
}

export interface OutboundOptions {
  readonly allow?: AllowList
  /** In place of the system's. */
  readonly resolve?: Resolve
}

const MAX_REDIRECTS = 3

const PLAIN_CODE = /^[A-Z0-9_]{1,40}$/

export function createOutbound({ allow = parseAllowList([]), resolve }: OutboundOptions = {}): Outbound {
  const guard = createGuard(allow, resolve)
  return {
    post: (url, request) => inTime(request, (signal) => follow(guard, guard.parseUrl(url), request, signal)),
    notify: (text, request) =>
      inTime(request, async (signal) => {
        const url = guard.parseUrl(text)
        const response = await send(url, request, { lookup: guard.lookupFor(url), signal })
        await letPass(response, request.maxBytes)
        const { statusCode: status = 0, headers } = response
        const retryAfter = headers['retry-after']
        return { status, ...(retryAfter === undefined ? {} : { retryAfter }) }
      }),
  }
}

async function inTime<T>(
  { timeoutMs }: OutboundRequest,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    return await work(signal)
  } catch (error) {
    if (signal.aborted) throw failed(`no answer within ${timeoutMs} ms`, error)
    throw error instanceof FulfilmentError ? error : unreachable(error)
  }
}

async function follow(
  guard: Guard,
  first: URL,
  request: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  let url = first
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer: Exchange = await exchange(url, request, { lookup: guard.lookupFor(url), signal })
    if (answer.type === 'answer') return { status: answer.status, text: answer.text }
    url = guard.parseUrl(answer.location, url)
  }
  throw failed(`redirected more than ${MAX_REDIRECTS} times`)
}

/** What Node calls it, such as ECONNREFUSED or CERT_HAS_EXPIRED: enough to look further. */
function unreachable(error: unknown): FulfilmentError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return failed(`it cannot be reached${PLAIN_CODE.test(code) ? ` (${code})` : ''}`, error)
}
