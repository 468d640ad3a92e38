import type { Pool } from 'pg'
import type { SecretUse } from '../domain/alarm.ts'
import { query } from './query.ts'

export type KnownSecret = Pick<SecretUse, 'secretId' | 'endpoint'>

const KNOW = `
  insert into inbox.secret_use (secret_id, endpoint) select * from unnest($1::text[], $2::text[])
  on conflict do nothing`

// Of what came lately: it is asked for every few minutes. What came while nobody asked is made up for by the next delivery.
const USE = `
  with used as (
    select secret_id, max(received_at) as at from inbox.event
    where received_at > now() - interval '1 hour' group by secret_id
  )
  update inbox.secret_use use set last_used_at = used.at
  from used where used.secret_id = use.secret_id and (use.last_used_at is null or use.last_used_at < used.at)`

const READ = `
  select secret_id as "secretId", endpoint, known_since as "knownSince", last_used_at as "lastUsedAt",
         (select max(last_used_at) from inbox.secret_use other
          where other.endpoint = use.endpoint and other.secret_id <> use.secret_id) as "othersUsedAt"
  from inbox.secret_use use
  where secret_id = any($1::text[]) or secret_id in (
    select secret.id from inbox.endpoint_secret secret join inbox.endpoint using (slug)
    where (secret.ends_at is null or secret.ends_at > now()) and (endpoint.ends_at is null or endpoint.ends_at > now())
      and exists (select from inbox.endpoint_secret other where other.slug = secret.slug and other.id <> secret.id))
  order by secret_id`

/**
 * Since when these secrets, and those of endpoints made at run time that have been rotated, are known, and when each last
 * verified a delivery.
 */
export async function noteSecretUses(pool: Pool, secrets: readonly KnownSecret[]): Promise<SecretUse[]> {
  const ids = secrets.map(({ secretId }) => secretId)
  await query(pool, KNOW, [ids, secrets.map(({ endpoint }) => endpoint)])
  await query(pool, USE, [])
  return await query<SecretUse & Record<string, unknown>>(pool, READ, [ids])
}
