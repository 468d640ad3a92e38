import type { Pool } from 'pg'
import { missingKeys } from '../inbox/reseal-secrets.ts'
import type { SecretCipher } from '../inbox/secret-cipher.ts'
import type { Logger } from '../logger.ts'
import { cached } from './reading.ts'

const TTL_MS = 10_000

/** Whether the keys we hold open every secret that is in use. What is missing is logged whenever it changes. */
export function createSecretCheck(
  pool: Pool,
  cipher: SecretCipher | undefined,
  log: Logger,
): () => Promise<boolean> {
  let told = '[]'
  return cached(TTL_MS, async () => {
    const missing = await missingKeys(pool, cipher?.keyIds ?? [])
    const found = JSON.stringify(missing)
    if (found !== told && missing.length > 0)
      log.error({ missing }, 'ENDPOINT_SECRETS_KEY lacks keys: endpoints whose secrets they hold answer 503')
    told = found
    return missing.length === 0
  })
}
