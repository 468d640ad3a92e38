import type { Pool } from 'pg'
import { z } from 'zod'
import { query } from './query.ts'

const time = z.iso.datetime({ offset: true }).nullable()

const row = z.object({
  id: z.string(),
  slug: z.string(),
  account: z.string(),
  provider: z.string(),
  ipAllow: z.array(z.string()),
  createdAt: z.date(),
  endsAt: z.date().nullable(),
  pausedAt: z.date().nullable(),
  secrets: z.array(
    z.object({
      id: z.string(),
      keyId: z.string(),
      addedAt: time,
      endsAt: time,
      lastUsedAt: time,
    }),
  ),
})

/** An endpoint that was made at run time, and all its secrets, but for what they are. */
export type ListedEndpoint = z.output<typeof row>

export interface EndpointFilter {
  readonly slug?: string
  readonly account?: string
  readonly provider?: string
  readonly after?: string
  readonly limit: number
}

const LIST = `
  select id::text, slug, account, provider, ip_allow as "ipAllow", created_at as "createdAt", ends_at as "endsAt",
         paused_at as "pausedAt",
         (select coalesce(json_agg(json_build_object(
                    'id', secret.id, 'keyId', key_id, 'addedAt', added_at, 'endsAt', ends_at,
                    'lastUsedAt', use.last_used_at) order by added_at desc), '[]')
          from inbox.endpoint_secret secret left join inbox.secret_use use on use.secret_id = secret.id
          where secret.slug = endpoint.slug) as secrets
  from inbox.endpoint
  where account is not null and ($1::text is null or slug = $1) and ($2::text is null or account = $2)
    and ($3::text is null or provider = $3) and ($4::bigint is null or id < $4)
  order by id desc limit $5`

/** Endpoints that were made at run time, newest first. */
export async function listEndpoints(pool: Pool, filter: EndpointFilter): Promise<ListedEndpoint[]> {
  const { slug = null, account = null, provider = null, after = null, limit } = filter
  return z.array(row).parse(await query(pool, LIST, [slug, account, provider, after, limit]))
}

const USES = `
  select secret_id as "secretId", last_used_at as "lastUsedAt" from inbox.secret_use where secret_id = any($1::text[])`

/** When each of these secrets last verified a delivery, as far as it is counted by now. */
export async function readSecretUses(
  pool: Pool,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Date | null>> {
  const rows = await query<{ secretId: string; lastUsedAt: Date | null }>(pool, USES, [ids])
  return new Map(rows.map(({ secretId, lastUsedAt }) => [secretId, lastUsedAt]))
}

const VERIFYING = `
  select count(*)::int as count from inbox.endpoint
  where account is not null and (ends_at is null or ends_at > now()) and exists (
    select from inbox.endpoint_secret secret
    where secret.slug = endpoint.slug and (secret.ends_at is null or secret.ends_at > now()))`

/** How many endpoints made at run time have a secret that holds. */
export async function countVerifying(pool: Pool): Promise<number> {
  const [{ count } = { count: 0 }] = await query<{ count: number }>(pool, VERIFYING, [])
  return count
}
