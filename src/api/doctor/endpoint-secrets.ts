import type { Pool } from 'pg'
import { endpointsWithoutSecret } from '../../inbox/ending-endpoints.ts'
import { missingKeys } from '../../inbox/reseal-secrets.ts'
import { bad, good, SOON_MS, warning } from './finding.ts'

/** Of thousands, so many are named. */
const NAMED = 5

/** Those of endpoints made at run time. @param keyIds of the keys that this process decrypts with */
export async function checkEndpointSecrets(pool: Pool, keyIds: readonly string[]) {
  const missing = await missingKeys(pool, keyIds)
  if (missing.length > 0)
    return bad(
      missing.map(({ keyId, secrets }) => `${secrets} need the key ${keyId}`).join(', '),
      'give ENDPOINT_SECRETS_KEY that key too: docs/endpoints.md',
    )
  const now = new Date()
  const shut = await endpointsWithoutSecret(pool, now, NAMED)
  const todo = 'quittance endpoints rotate'
  if (shut.length > 0) return bad(`${shut.join(', ')}: no secret holds`, todo)
  const soon = await endpointsWithoutSecret(pool, new Date(now.getTime() + SOON_MS), NAMED)
  return soon.length === 0
    ? good('all can be read, and hold')
    : warning(`${soon.join(', ')}: the last secret ends within 14 days`, todo)
}
