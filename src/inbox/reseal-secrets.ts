import type { Pool } from 'pg'
import { query } from './query.ts'
import type { SealedSecret, SecretCipher } from './secret-cipher.ts'

export interface Resealed {
  /** How many the first key holds now and did not before. */
  readonly resealed: number
  /** How many no key opens. */
  readonly unreadable: number
}

type Kept = SealedSecret & { readonly slug: string }

const BATCH = `
  select id, slug, key_id as "keyId", ciphertext from inbox.endpoint_secret
  where key_id <> $1 and id > $2 order by id limit 200`

// What somebody else has sealed anew meanwhile stays as it is.
const UPDATE = `
  update inbox.endpoint_secret secret set key_id = $1, ciphertext = decode(new.ciphertext, 'base64')
  from unnest($2::text[], $3::text[], $4::text[]) as new (id, "from", ciphertext)
  where secret.id = new.id and secret.key_id = new."from" returning secret.id`

/** Seals anew, with the first key, whatever another one holds. May be repeated, and interrupted. */
export async function resealSecrets(pool: Pool, cipher: SecretCipher): Promise<Resealed> {
  const [first] = cipher.keyIds
  let [resealed, unreadable, after] = [0, 0, '']
  for (;;) {
    const batch = await query<Kept>(pool, BATCH, [first, after])
    const last = batch.at(-1)
    if (last === undefined) return { resealed, unreadable }
    const anew = batch.flatMap((kept) => resealedOf(kept, cipher))
    const columns = [anew.map(({ id }) => id), anew.map(({ from }) => from), anew.map(textOf)]
    resealed += (await query(pool, UPDATE, [first, ...columns])).length
    unreadable += batch.length - anew.length
    after = last.id
  }
}

function resealedOf({ slug, ...kept }: Kept, cipher: SecretCipher) {
  try {
    const sealed = cipher.seal(cipher.open(kept, slug), slug, kept.id)
    return [{ ...sealed, from: kept.keyId }]
  } catch {
    return []
  }
}

function textOf({ ciphertext }: SealedSecret): string {
  return ciphertext.toString('base64')
}

const UNREADABLE = `
  select key_id as "keyId", count(*)::int as secrets
  from inbox.endpoint_secret secret join inbox.endpoint using (slug)
  where not key_id = any($1::text[]) and (secret.ends_at is null or secret.ends_at > now())
    and (endpoint.ends_at is null or endpoint.ends_at > now())
  group by key_id order by key_id`

/** Keys that are needed and not held, and how many secrets each would open. */
export async function missingKeys(
  pool: Pool,
  keyIds: readonly string[],
): Promise<readonly { readonly keyId: string; readonly secrets: number }[]> {
  return await query(pool, UNREADABLE, [keyIds])
}
