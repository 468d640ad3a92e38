import type { Pool } from 'pg'
import { compareWithStored } from '../../api/same-event.ts'
import type { TranslateDeps } from '../../api/translate-delivery.ts'
import { FulfilmentError } from '../../domain/errors.ts'
import {
  type AskedProvider,
  type Difference,
  type DifferenceKind,
  evidenceOf,
} from '../../domain/reconciliation.ts'
import { begunCatchUp, findTold } from '../../inbox/catch-up.ts'
import type { NewEvent } from '../../inbox/inbox.ts'
import { findStored } from '../../inbox/stored-event.ts'
import { readAsked } from '../catch-up/read-asked.ts'
import type { Source } from '../catch-up/sources.ts'

export interface AskParts extends TranslateDeps {
  readonly pool: Pool
  readonly sources: ReadonlyMap<string, Source>
}

export interface ProvidersAsked {
  readonly providers: readonly AskedProvider[]
  readonly differences: readonly Difference[]
}

const WINDOW_SECONDS = 24n * 3_600n

/** What providers say of the last day, against what we were told. One that does not answer is named as that. */
export async function askProviders(parts: AskParts): Promise<ProvidersAsked> {
  const asked = await Promise.all([...parts.sources].map(([name, source]) => askOne(parts, name, source)))
  return {
    providers: asked.map(({ provider }) => provider),
    differences: asked.flatMap(({ differences }) => differences),
  }
}

async function askOne(parts: AskParts, name: string, source: Source) {
  const differences: Difference[] = []
  let events = 0
  try {
    const from = await windowStart(parts.pool, name)
    for await (const { bodies } of source.events.since(from)) {
      const { rows } = readAsked(parts, source, bodies)
      events += rows.length
      differences.push(...(await differencesOf(parts, source, rows)))
    }
    return { provider: { source: name, events }, differences }
  } catch (error) {
    if (!(error instanceof FulfilmentError)) throw error
    return { provider: { source: name, events, problem: `${error.code}: ${error.message}` }, differences }
  }
}

async function windowStart(pool: Pool, name: string): Promise<bigint> {
  const { began } = await begunCatchUp(pool, name)
  const dayAgo = BigInt(Math.floor(Date.now() / 1_000)) - WINDOW_SECONDS
  return dayAgo > began ? dayAgo : began
}

async function differencesOf(
  parts: AskParts,
  source: Source,
  rows: readonly NewEvent[],
): Promise<readonly Difference[]> {
  const { pool } = parts
  const stored = new Map((await findStored(pool, rows)).map((found) => [found.eventKey, found]))
  const told = source.isByPayment
    ? await findTold(pool, source.endpoint.account, rows.map(paymentOf))
    : new Set<string>()
  const judged = rows.map(async (row) => {
    const found = stored.get(row.event.eventKey)
    if (found === undefined) return told.has(paymentOf(row)) ? [] : [differenceOf('event-missing', row)]
    const { type } = await compareWithStored(parts, source.endpoint, row, found)
    return type === 'different' ? [differenceOf('event-differs', row)] : []
  })
  return (await Promise.all(judged)).flat()
}

function paymentOf({ event }: NewEvent): string {
  return event.paymentId ?? ''
}

function differenceOf(kind: DifferenceKind, { event, plan }: NewEvent): Difference {
  const { endpoint, eventKey, account, paymentId } = event
  const fact = plan.type === 'fulfil' ? plan.statement.fact : undefined
  const amount = fact !== undefined && 'amount' in fact ? fact.amount : undefined
  const asset = fact !== undefined && 'asset' in fact ? fact.asset : undefined
  const named = {
    kind,
    endpoint,
    eventKey,
    account,
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(asset === undefined ? {} : { asset }),
    ...(amount === undefined ? {} : { stated: amount }),
  }
  return { ...named, command: evidenceOf(named) }
}
