import type { Pool } from 'pg'
import type { Config } from '../config.ts'
import { SLUG } from '../domain/endpoint-slug.ts'
import { inboxUnavailable } from '../inbox/query.ts'
import { type EndpointRow, readEndpoints } from '../inbox/read-endpoints.ts'
import type { SecretCipher } from '../inbox/secret-cipher.ts'
import type { Logger } from '../logger.ts'
import { providerNamed } from '../providers/index.ts'
import { createCachedLookup } from './cached-lookup.ts'
import type { Endpoint, Endpoints } from './endpoints.ts'
import { ipAllowList } from './ip-allow-list.ts'
import { storedEndpoint, type UnreadableSecret } from './stored-endpoint.ts'

/** All endpoints there are: those of the environment, and those that were made at run time. */
export interface EndpointDirectory {
  /** @throws FulfilmentError INBOX_UNAVAILABLE (retryable): nobody can say now whether there is one */
  find(slug: string): Promise<Endpoint | undefined>
  /** Whether what it is sent is only kept; also where nobody can say. */
  isPaused(slug: string): Promise<boolean>
}

export interface DirectoryParts {
  readonly config: Pick<Config, 'policy' | 'providerSettings'>
  readonly environment: Endpoints
  readonly pool: Pool
  readonly cipher: SecretCipher | undefined
  readonly log: Logger
}

interface Kept {
  readonly row: EndpointRow
  readonly endpoint: Endpoint | undefined
}

/** What is changed in one process is in force in all of them after so long, and a query. */
const LOOKUP = { ttlMs: 3_000, waitMs: 1_000, most: 10_000 }

export function createDirectory({
  config,
  environment,
  pool,
  cipher,
  log,
}: DirectoryParts): EndpointDirectory {
  const unreadable = tellingOnce(log)
  /** What was heard last of those of the environment. */
  const heard = new Map<string, Kept | undefined>()
  const lookup = createCachedLookup<Kept>({
    ...LOOKUP,
    read: async (slugs) => {
      const rows = await readEndpoints(pool, slugs)
      const kept = (row: EndpointRow): Kept => ({
        row,
        endpoint: storedEndpoint({ ...config, cipher }, row, unreadable),
      })
      return new Map(rows.map((row) => [row.slug, kept(row)]))
    },
  })
  const keptOf = async (slug: string): Promise<Kept | undefined> => {
    try {
      return await lookup.get(slug)
    } catch (error) {
      throw inboxUnavailable(error)
    }
  }
  /** Who may deliver is not guessed: what was never heard of may be limited. */
  const setOf = async (slug: string): Promise<Kept | undefined> => {
    try {
      heard.set(slug, await keptOf(slug))
    } catch (error) {
      if (!heard.has(slug)) throw error
    }
    return heard.get(slug)
  }
  return {
    async find(slug) {
      const named = environment.named(slug)
      if (named !== undefined) return amended(named, await setOf(slug))
      if (!SLUG.test(slug) || providerNamed(slug) !== undefined) return undefined
      return (await keptOf(slug))?.endpoint
    },
    isPaused: (slug) =>
      lookup.get(slug).then(
        (kept) => kept !== undefined && kept.row.pausedAt !== null,
        () => true,
      ),
  }
}

/** What was set at run time of an endpoint of the environment holds in place of the policy. */
function amended(endpoint: Endpoint, kept: Kept | undefined): Endpoint {
  const ipAllow = kept?.row.ipAllow ?? []
  return ipAllow.length === 0 ? endpoint : { ...endpoint, allows: ipAllowList(ipAllow) }
}

/** Endpoints are read every few seconds: each secret is complained of once. */
function tellingOnce(log: Logger): UnreadableSecret {
  const told = new Set<string>()
  return (secretId, error) => {
    if (told.has(secretId)) return
    told.add(secretId)
    const reason = error instanceof Error ? error.message : ''
    log.error({ secretId, reason }, 'a secret of an endpoint cannot be read: its endpoint answers 503')
  }
}
