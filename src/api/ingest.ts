import type { Router } from 'express'
import type { Pool } from 'pg'
import type { Policy } from '../domain/policy.ts'
import { createAcceptor } from '../inbox/accept.ts'
import type { ContactCipher } from '../inbox/contact-cipher.ts'
import type { Logger } from '../logger.ts'
import type { Temporal } from '../temporal.ts'
import { createAdmitter } from './admit.ts'
import type { EndpointDirectory } from './endpoint-directory.ts'
import { createIntake, type Intake } from './intake.ts'
import type { Metrics } from './metrics.ts'
import type { People } from './people.ts'
import { createRefusals } from './refusals.ts'
import { createRelay } from './relay.ts'
import { startSweeper } from './sweeper.ts'
import { createUnverifiedLimit } from './unverified-limit.ts'
import { createWatch } from './watch.ts'
import { webhookRouter } from './webhooks.ts'

export interface IngestDeps {
  readonly endpoints: EndpointDirectory
  readonly policy: Policy
  readonly unverifiedRatePerMinute: number
  readonly pool: Pool
  readonly temporal: Temporal
  readonly people: People
  readonly cipher: ContactCipher
  readonly metrics: Metrics
  readonly log: Logger
}

/** All that takes webhooks in: their routes, the relay to Temporal, and the sweeper behind it. */
export interface Ingest {
  readonly webhooks: Router
  /** For deliveries that come by other ways. */
  readonly intake: Intake
  /** Resolves when what was answered so far is started, counted and recorded, too. */
  settle(): Promise<void>
  /** After the last request was answered: the same, and no more sweeps. */
  drain(): Promise<void>
}

export function startIngest(deps: IngestDeps): Ingest {
  const { endpoints, policy, pool, temporal, people, cipher, metrics, log } = deps
  const translate = { policy, people, cipher }
  const admitter = createAdmitter({ ...translate, pool, acceptor: createAcceptor(pool), log })
  const refusals = createRefusals(pool, log)
  const relay = createRelay({ pool, temporal, log })
  const sweeper = startSweeper({ pool, relay, temporal, policy, log })
  const watch = createWatch({ log, metrics, refusals })
  const isPaused = (slug: string) => endpoints.isPaused(slug)
  const intake = createIntake({ ...translate, admitter, relay, watch, isPaused })
  const limit = createUnverifiedLimit(deps.unverifiedRatePerMinute)
  const webhooks = webhookRouter({ endpoints, intake, limit, watch })
  const settle = async (): Promise<void> => {
    await Promise.all([admitter.drain(), refusals.drain()])
    await relay.drain()
  }
  return {
    webhooks,
    intake,
    settle,
    async drain() {
      await sweeper.stop()
      await settle()
    },
  }
}
