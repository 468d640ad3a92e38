import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import { z } from 'zod'
import { query } from './query.ts'

/** Somebody who asked to be forgotten, by all names that are known of them. */
export interface Person {
  /** Digests that events are looked up by, one for each owner. */
  readonly subjects: readonly string[]
  readonly owners: readonly string[]
  /** As they are written: operators may have written them into a reason. */
  readonly addresses: readonly string[]
}

/** Rows of one transaction: their events' own steps wait no longer than this takes. */
const BATCH = 200
/** Between two of them, so that whoever waits for one of the rows has a turn. */
const PAUSE_MS = 20

const erasure = z.object({
  id: z.string(),
  events: z.number(),
  contacts: z.number(),
  deliveries: z.number(),
  orders: z.number(),
  customers: z.number(),
  decisions: z.number(),
  /** Further owners those events belong to: perhaps the same person. */
  alsoNamed: z.array(z.string()),
})

/** What went. */
export type Erasure = Readonly<z.infer<typeof erasure>>

/**
 * Takes what is personal from all that names the person. May end anywhere: asked for again it goes on, as the same one.
 * @throws FulfilmentError INBOX_UNAVAILABLE (retryable)
 */
export async function erasePerson(pool: Pool, person: Person, actor: string): Promise<Erasure> {
  const id = await begin(pool, person, actor)
  await allOf(() => batch(pool, 'erase_events', id))
  await allOf(() => batch(pool, 'erase_deliveries', id))
  return finish(pool, person, id)
}

async function begin(pool: Pool, { subjects }: Person, actor: string): Promise<string> {
  const [row] = await query<{ id: string }>(
    pool,
    `insert into inbox.erasure as erasure (subjects, actor) values ($1, $2)
     on conflict (subjects) where finished_at is null do update set actor = erasure.actor
     returning id::text`,
    [subjects.toSorted(), actor],
  )
  if (row === undefined) throw new Error('an upsert returned no row')
  return row.id
}

async function allOf(next: () => Promise<number>): Promise<void> {
  while ((await next()) === BATCH) await pause(PAUSE_MS)
}

async function batch(pool: Pool, name: 'erase_events' | 'erase_deliveries', id: string): Promise<number> {
  const [row] = await query<{ count: number }>(pool, `select inbox.${name}($1, $2) as count`, [id, BATCH])
  return row?.count ?? 0
}

const FINISH = `
  select id::text, events, contacts, deliveries, orders, customers, decisions,
         array(select distinct event #>> '{owner,owner}' from inbox.event
               where event.subjects && finished.subjects and event #>> '{owner,owner}' <> all($2::text[])
               order by 1 limit 20) as "alsoNamed"
  from inbox.finish_erasure($1, $2, $3) as finished`

async function finish(pool: Pool, { owners, addresses }: Person, id: string): Promise<Erasure> {
  const [row] = await query(pool, FINISH, [id, owners, addresses])
  return erasure.parse(row)
}
