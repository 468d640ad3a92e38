import type { Pool } from 'pg'
import type { CatchUp, CaughtUp } from '../../activities/catch-up.ts'
import { createAdmitter } from '../../api/admit.ts'
import { createIntake } from '../../api/intake.ts'
import { createRelay } from '../../api/relay.ts'
import type { TranslateDeps } from '../../api/translate-delivery.ts'
import { FulfilmentError } from '../../domain/errors.ts'
import { createAcceptor } from '../../inbox/accept.ts'
import { moveCatchUp, readCatchUp } from '../../inbox/catch-up.ts'
import { isPaused } from '../../inbox/read-endpoints.ts'
import type { Logger } from '../../logger.ts'
import type { Temporal } from '../../temporal.ts'
import { readAsked } from './read-asked.ts'
import type { Source } from './sources.ts'
import { takeMissed } from './take-missed.ts'

export interface CatchUpParts extends TranslateDeps {
  readonly sources: ReadonlyMap<string, Source>
  readonly pool: Pool
  readonly temporal: Pick<Temporal, 'start'>
  readonly log: Logger
  /** Told of every pass, for the metrics. */
  readonly passed: (endpoint: string, caughtUp: CaughtUp) => void
}

/** What Stripe says becomes visible late: it is asked for again, and known by then. */
const OVERLAP_SECONDS = 15 * 60

const NOTHING: CaughtUp = { missed: 0, known: 0, contradicted: 0, unreadable: 0 }

/** Providers are asked, and what they say goes the way of a webhook: the same inbox, the same relay. */
export function createCatchUp(parts: CatchUpParts): CatchUp {
  const { sources, pool, temporal, log, passed } = parts
  const relay = createRelay({ pool, temporal, log })
  const admitter = createAdmitter({ ...parts, acceptor: createAcceptor(pool) })
  const intake = createIntake({
    ...parts,
    admitter,
    relay,
    watch: { admitted: () => undefined },
    isPaused: (slug) => isPaused(pool, slug),
  })

  /** The place is moved only when everything before it is committed. */
  const passOf = async (name: string, source: Source, from: bigint): Promise<CaughtUp> => {
    let sum = NOTHING
    for await (const { bodies, readTo } of source.events.since(from)) {
      sum = plus(sum, await takeMissed(pool, intake, source, readAsked(parts, source, bodies)))
      if (readTo !== undefined) await moveCatchUp(pool, name, { from, readTo })
    }
    return sum
  }

  return {
    async pass(name, since) {
      const source = sources.get(name)
      if (source === undefined) throw notAsked(name)
      const from = since === undefined ? await readCatchUp(pool, name, OVERLAP_SECONDS) : unixSeconds(since)
      const caughtUp = await passOf(name, source, from)
      await admitter.drain()
      await relay.drain()
      passed(name, caughtUp)
      report(log, name, caughtUp)
      return caughtUp
    },
  }
}

function report(log: Logger, endpoint: string, caughtUp: CaughtUp): void {
  const { missed, contradicted, unreadable } = caughtUp
  const line = { endpoint, ...caughtUp }
  if (missed + contradicted + unreadable > 0) log.warn(line, 'catch-up found what no webhook had told')
  else log.info(line, 'catch-up found nothing new')
}

function plus(one: CaughtUp, other: CaughtUp): CaughtUp {
  return {
    missed: one.missed + other.missed,
    known: one.known + other.known,
    contradicted: one.contradicted + other.contradicted,
    unreadable: one.unreadable + other.unreadable,
  }
}

function unixSeconds(time: string): bigint {
  return BigInt(Math.floor(Date.parse(time) / 1_000))
}

function notAsked(name: string): FulfilmentError {
  return new FulfilmentError({
    code: 'PROVIDER_REFUSED',
    retryable: false,
    message: `${name} cannot be asked: set the key of its API and restart the worker`,
  })
}
