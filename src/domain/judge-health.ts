import type { Alarm, HealthFigures, Judged, SecretUse, SignerFunds } from './alarm.ts'
import { formatMinor } from './money.ts'
import type { Stats } from './stats.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** In percent, of at least so many: of a handful, one is nothing. */
const [FAILED_PERCENT, OF_AT_LEAST] = [5, 20]
const MOST_LISTED = 10
/** The sweeper starts within seconds what the relay could not. */
const UNSTARTED_MS = 5 * MINUTE_MS
/** A mint waits for its confirmation, and the app may be away for a while. */
const UNFINISHED_MS = 60 * MINUTE_MS
/** Each park is told of by itself: so many have one cause. */
const MANY_PARKED = 20
/** Until then a provider may have had nothing to sign. */
const SECRET_UNUSED_MS = DAY_MS
/** One that was used before it was rotated, and not in years past. */
const SECRET_REPLACES_MS = 7 * DAY_MS
/** Of the coin that gas is paid in. */
const COIN_SCALE = 18

/** Which alarms are on. */
export function judgeHealth(figures: HealthFigures): Judged {
  const { now, stats, unstartedSince, unfinishedSince, parked, differences, secrets, signer } = figures
  const on = [
    failureRate(stats),
    waiting(now, unstartedSince, UNSTARTED_MS, { alarm: 'unstarted', title: 'Events are not started' }),
    waiting(now, unfinishedSince, UNFINISHED_MS, { alarm: 'unfinished', title: 'Events are not finished' }),
    manyParked(parked),
    drift(differences ?? 0),
    ...secrets.map((secret) => secretUnused(now, secret)),
    signer == null ? undefined : signerLow(signer),
  ]
  return {
    on: on.filter((alarm) => alarm !== undefined),
    unknown: signer === undefined ? ['signer-low'] : [],
  }
}

function failureRate({ success, failed, byEndpoint }: Stats): Alarm | undefined {
  const judged = success + failed
  if (judged < OF_AT_LEAST || failed * 100 <= judged * FAILED_PERCENT) return undefined
  const failing = byEndpoint
    .filter((endpoint) => endpoint.failed > 0)
    .sort((a, b) => b.failed - a.failed)
    .map((endpoint) => `${endpoint.endpoint} ${endpoint.failed} of ${endpoint.success + endpoint.failed}`)
  return {
    alarm: 'failure-rate',
    subject: '',
    title: 'Too many events fail',
    text: `${failed} of ${judged} events of the last 24 hours failed (${listed(failing)}). Look: quittance stats`,
  }
}

/** There may be an endpoint for each checkout. */
function listed(failing: readonly string[]): string {
  const more = failing.length - MOST_LISTED
  return [...failing.slice(0, MOST_LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

function waiting(
  now: Date,
  since: Date | null,
  tooLongMs: number,
  named: Pick<Alarm, 'alarm' | 'title'>,
): Alarm | undefined {
  if (since === null || now.getTime() - since.getTime() <= tooLongMs) return undefined
  const text = `The oldest one came at ${since.toISOString()}. Look: quittance events --state received`
  return { ...named, subject: '', text }
}

function manyParked(parked: number): Alarm | undefined {
  if (parked <= MANY_PARKED) return undefined
  const text = `${parked} steps wait for an operator. Look: quittance parked`
  return { alarm: 'many-parked', subject: '', title: 'Many steps are parked', text }
}

function drift(differences: number): Alarm | undefined {
  if (differences === 0) return undefined
  const text = `${differences} differences in the newest report. Look: quittance drift`
  return { alarm: 'drift', subject: '', title: 'Providers, books and chain differ', text }
}

/** Its provider still signs with the secret before it, or not at all. */
function secretUnused(now: Date, { secretId, endpoint, ...use }: SecretUse): Alarm | undefined {
  const { knownSince, lastUsedAt, othersUsedAt } = use
  if (lastUsedAt !== null || othersUsedAt === null) return undefined
  if (now.getTime() - knownSince.getTime() <= SECRET_UNUSED_MS) return undefined
  if (othersUsedAt.getTime() <= knownSince.getTime() - SECRET_REPLACES_MS) return undefined
  return {
    alarm: 'secret-unused',
    subject: secretId,
    title: 'A new webhook secret is not used',
    text: `${secretId} of endpoint ${endpoint} is configured since ${knownSince.toISOString()} and has verified nothing; another secret last did at ${othersUsedAt.toISOString()}. Look: GET /v1/refusals`,
  }
}

function signerLow({ address, balance, floor }: SignerFunds): Alarm | undefined {
  if (balance >= floor) return undefined
  const [has, least] = [formatMinor(balance, COIN_SCALE), formatMinor(floor, COIN_SCALE)]
  return {
    alarm: 'signer-low',
    subject: address,
    title: 'The minting address runs out of gas',
    text: `${address} has ${has}, which is below ${least} (SIGNER_LOW_BALANCE). Send it more of the chain's coin`,
  }
}
