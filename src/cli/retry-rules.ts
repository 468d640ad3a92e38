/** How a provider goes on when its webhook was not taken. */
export interface RetryRule {
  readonly accepts: (status: number) => boolean
  /** Waits between attempts; when they are used up, the provider gives up. */
  readonly delaysMs: readonly number[]
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const THREE_DAYS = 72 * HOUR

const anySuccess = (status: number) => status >= 200 && status < 300
const exactly200 = (status: number) => status === 200

/** Doubles from `first` up to `cap`, for as long as `total`. */
function doubling(first: number, cap: number, total: number): number[] {
  const delays: number[] = []
  for (let delay = first, waited = 0; waited + delay <= total; delay = Math.min(delay * 2, cap)) {
    delays.push(delay)
    waited += delay
  }
  return delays
}

/** https://docs.llamapay.io: 10 s, 20 s, 40 s … at most 1 h apart, for 3 days or until an HTTP 200. */
const llamapay: RetryRule = { accepts: exactly200, delaysMs: doubling(10 * SECOND, HOUR, THREE_DAYS) }

/** https://docs.stripe.com/webhooks: for three days with an exponential back-off. Its steps are not published; these are ours. */
const stripe: RetryRule = { accepts: anySuccess, delaysMs: doubling(MINUTE, 12 * HOUR, THREE_DAYS) }

/** The schedule of Svix, which wrote the Standard Webhooks specification. */
const standard: RetryRule = {
  accepts: anySuccess,
  delaysMs: [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR],
}

/** Guides that say only that it is tried again, on anything but success (Loops: anything but 200). */
const unpublished: RetryRule = { accepts: exactly200, delaysMs: doubling(10 * SECOND, HOUR, 24 * HOUR) }

const RULES: ReadonlyMap<string, RetryRule> = new Map([
  ['llamapay', llamapay],
  ['stripe', stripe],
  ['standard', standard],
])

export function retryRuleOf(provider: string): RetryRule {
  return RULES.get(provider) ?? unpublished
}
