import type { Pool } from 'pg'
import { query } from './query.ts'
import type { SealedSecret } from './secret-cipher.ts'

export interface NewEndpoint {
  readonly slug: string
  readonly account: string
  readonly provider: string
  readonly ipAllow: readonly string[]
  readonly endsAt?: Date
}

// When it was last used is counted from the day it is known.
const ADD = `
  with made as (
    insert into inbox.endpoint (slug, account, provider, ip_allow, ends_at) values ($1, $2, $3, $4, $5)
    on conflict do nothing returning slug
  ), secret as (
    insert into inbox.endpoint_secret (id, slug, key_id, ciphertext) select $6, slug, $7, $8 from made
  ), use as (
    insert into inbox.secret_use (secret_id, endpoint) select $6, slug from made
  )
  select slug from made`

/** Makes an endpoint with its first secret; false: its slug is taken. */
export async function addEndpoint(pool: Pool, endpoint: NewEndpoint, secret: SealedSecret): Promise<boolean> {
  const { slug, account, provider, ipAllow, endsAt = null } = endpoint
  const { id, keyId, ciphertext } = secret
  const made = await query(pool, ADD, [slug, account, provider, ipAllow, endsAt, id, keyId, ciphertext])
  return made.length === 1
}

const ROTATE = `
  with there as (
    select slug from inbox.endpoint
    where slug = $1 and account is not null and (ends_at is null or ends_at > now()) for update
  ), others as (
    update inbox.endpoint_secret secret set ends_at = least(coalesce(secret.ends_at, 'infinity'), $5)
    from there where secret.slug = there.slug and $5::timestamptz is not null
  ), kept as (
    insert into inbox.endpoint_secret (id, slug, key_id, ciphertext) select $2, slug, $3, $4 from there
  ), use as (
    insert into inbox.secret_use (secret_id, endpoint) select $2, slug from there
  )
  select slug from there`

/** One more secret. Those before it end then, if a time is given, and none later than it would have. False: the endpoint has ended. */
export async function addSecret(
  pool: Pool,
  slug: string,
  { id, keyId, ciphertext }: SealedSecret,
  othersEndAt: Date | undefined,
): Promise<boolean> {
  const added = await query(pool, ROTATE, [slug, id, keyId, ciphertext, othersEndAt ?? null])
  return added.length === 1
}

const END = `
  update inbox.endpoint_secret set ends_at = least(coalesce(ends_at, 'infinity'), coalesce($3, now()))
  where slug = $1 and id = $2 returning ends_at as "endsAt"`

/** Ends a secret, now or then; one that ends before stays so. Resolves with its end; undefined: there is no such secret. */
export async function endSecret(pool: Pool, slug: string, id: string, at?: Date): Promise<Date | undefined> {
  const [ended] = await query<{ endsAt: Date }>(pool, END, [slug, id, at ?? null])
  return ended?.endsAt
}

// Of an endpoint of the environment there is a row once something is set of it.
const PAUSE = `
  insert into inbox.endpoint (slug, paused_at) values ($1, now())
  on conflict (slug) do update set paused_at = coalesce(endpoint.paused_at, now())
  returning paused_at as "pausedAt"`

const RESUME = 'update inbox.endpoint set paused_at = null where slug = $1'

/** From now on no workflow is started for what it is sent. Resolves with since when. */
export async function pauseEndpoint(pool: Pool, slug: string): Promise<Date | undefined> {
  const [paused] = await query<{ pausedAt: Date }>(pool, PAUSE, [slug])
  return paused?.pausedAt
}

export async function resumeEndpoint(pool: Pool, slug: string): Promise<void> {
  await query(pool, RESUME, [slug])
}

const ALLOW = `
  insert into inbox.endpoint (slug, ip_allow) values ($1, $2)
  on conflict (slug) do update set ip_allow = excluded.ip_allow`

/** Who may deliver; an empty list: whoever the policy says. */
export async function allowAddresses(pool: Pool, slug: string, ipAllow: readonly string[]): Promise<void> {
  await query(pool, ALLOW, [slug, ipAllow])
}
