import type { Pool, PoolClient } from 'pg'
import { z } from 'zod'
import { DIFFERENCES, type Difference, evidenceOf, type ReconciledSum } from '../domain/reconciliation.ts'
import { inSnapshot, rowsOf } from './query.ts'

/** What inbox, books and outbox say of one another, at one moment. */
export interface Compared {
  readonly events: Readonly<Record<string, number>>
  readonly sums: readonly ReconciledSum[]
  readonly differences: readonly Difference[]
  readonly differenceCount: number
}

/** What a person reads; the rest is counted. */
export const LISTED = 200

const text = z
  .string()
  .nullable()
  .transform((value) => value ?? undefined)

const difference = z
  .object({
    kind: z.enum(DIFFERENCES),
    endpoint: text,
    eventKey: text,
    account: text,
    paymentId: text,
    mintId: text,
    asset: text,
    stated: text,
    found: text,
  })
  .transform(asDifference)

const sum = z.object({
  asset: z.string(),
  payments: z.string().transform(Number),
  told: z.string(),
  waiting: z.string(),
  booked: z.string(),
})

export function compare(pool: Pool): Promise<Compared> {
  return inSnapshot(pool, async (client) => {
    const differences = await rowsOf(
      client,
      difference,
      `select kind, endpoint, event_key as "eventKey", account, payment_id as "paymentId", mint_id as "mintId",
         asset, stated::text, found::text
       from reconcile.unequal order by kind, endpoint, event_key, payment_id limit ${LISTED}`,
    )
    const sums = await rowsOf(
      client,
      sum,
      'select asset, payments::text, told::text, waiting::text, booked::text from reconcile.sums order by asset',
    )
    const differenceCount = differences.length < LISTED ? differences.length : await countOf(client)
    return { events: await eventsByState(client), sums, differences, differenceCount }
  })
}

async function countOf(client: PoolClient): Promise<number> {
  const [row] = await rowsOf(
    client,
    z.object({ n: z.number() }),
    'select count(*)::int as n from reconcile.unequal',
  )
  return row?.n ?? 0
}

async function eventsByState(client: PoolClient): Promise<Readonly<Record<string, number>>> {
  const rows = await rowsOf(
    client,
    z.object({ state: z.string(), n: z.number() }),
    'select state, count(*)::int as n from inbox.event group by state order by state',
  )
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

/** Without what is not there. */
function asDifference(found: { kind: Difference['kind'] } & Record<string, string | undefined>): Difference {
  const known = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
  const named = { ...known, kind: found.kind }
  return { ...named, command: evidenceOf(named) }
}
