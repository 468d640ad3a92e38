import type { Pool } from 'pg'
import { z } from 'zod'
import { query } from './query.ts'

const time = z
  .union([z.string(), z.date()])
  .transform((at) => new Date(at))
  .nullable()

const row = z.object({
  slug: z.string(),
  account: z.string().nullable().describe('null: the environment makes it'),
  provider: z.string().nullable(),
  ipAllow: z.array(z.string()),
  endsAt: time,
  pausedAt: time,
  secrets: z.array(
    z.object({
      id: z.string(),
      keyId: z.string(),
      ciphertext: z.string().transform((text) => Buffer.from(text, 'base64')),
      endsAt: time,
    }),
  ),
})

/** An endpoint as it is set at run time, with those of its secrets that have not ended; the newest first. */
export type EndpointRow = z.output<typeof row>

const READ = `
  select slug, account, provider, ip_allow as "ipAllow", ends_at as "endsAt", paused_at as "pausedAt",
         (select coalesce(json_agg(json_build_object('id', id, 'keyId', key_id, 'endsAt', ends_at,
                                                     'ciphertext', encode(ciphertext, 'base64'))
                                   order by added_at desc), '[]')
          from inbox.endpoint_secret secret
          where secret.slug = endpoint.slug and (ends_at is null or ends_at > now())) as secrets
  from inbox.endpoint where slug = any($1::text[])`

/** Those of these endpoints of which something is kept. @throws FulfilmentError INBOX_UNAVAILABLE (retryable) */
export async function readEndpoints(pool: Pool, slugs: readonly string[]): Promise<EndpointRow[]> {
  return z.array(row).parse(await query(pool, READ, [slugs]))
}

/** Whether no workflow is to be started for what this endpoint is sent. */
export async function isPaused(pool: Pool, slug: string): Promise<boolean> {
  const rows = await query(pool, 'select from inbox.endpoint where slug = $1 and paused_at is not null', [
    slug,
  ])
  return rows.length > 0
}
