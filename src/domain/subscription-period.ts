const DAY_MS = 86_400_000

/** Times in ms since 1970. */
export interface Period {
  readonly start: number
  readonly end: number
  /** Nobody has said when it ends: it is the policy's guess, and yields to what is said. */
  readonly isAssumed: boolean
  /** Where it ended before it moved on with nobody paying. */
  readonly paidEnd?: number
}

/** What a fact says of periods. */
export interface PeriodNews {
  readonly at: number
  readonly end?: number
  readonly days: number
  readonly isPaid: boolean
}

/** The period after the news. One that is known never moves back; a guess does, to what the provider says. */
export function periodAfter(period: Period | undefined, news: PeriodNews): Period {
  if (period === undefined) return firstPeriod(news)
  const moved = news.end === undefined ? guessed(period, news) : said(period, { ...news, end: news.end })
  if (!news.isPaid || (news.end !== undefined && news.end < moved.end)) return moved
  const { paidEnd: _, ...paid } = moved
  return paid
}

/**
 * The period once it is not paid. What fails in the first half of a period is the payment for it: providers move it on
 * before they charge. What fails in its second half is the payment for the next.
 */
export function periodUnpaid(period: Period, at: number): Period {
  const { paidEnd } = period
  if (paidEnd === undefined || !isInFirstHalf(period, at)) return period
  return { start: paidEnd, end: paidEnd, isAssumed: period.isAssumed }
}

function firstPeriod({ at, end, days }: PeriodNews): Period {
  return end === undefined
    ? { start: at, end: at + days * DAY_MS, isAssumed: true }
    : { start: at, end, isAssumed: false }
}

function said(period: Period, { at, end }: PeriodNews & { readonly end: number }): Period {
  const isSame = isInFirstHalf(period, at)
  const isCorrection = period.isAssumed && end > period.start && (isSame || end < period.end)
  if (isCorrection) return { ...period, end, isAssumed: false }
  if (end <= period.end) return period
  return { start: isSame ? period.start : period.end, end, isAssumed: false, paidEnd: period.end }
}

/** Said again in the first half of a period, it is the same payment: pending, then confirmed. */
function guessed(period: Period, { at, days }: PeriodNews): Period {
  if (isInFirstHalf(period, at)) return period
  const start = Math.max(period.end, at)
  return { start, end: start + days * DAY_MS, isAssumed: true, paidEnd: period.end }
}

function isInFirstHalf({ start, end }: Period, at: number): boolean {
  return at < (start + end) / 2
}
