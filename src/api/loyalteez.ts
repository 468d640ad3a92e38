import { Router } from 'express'
import type { Pool } from 'pg'
import type { Config } from '../config.ts'
import type { Logger } from '../logger.ts'
import { endpointNamed } from './endpoints.ts'
import type { Intake } from './intake.ts'
import type { MintSessionDeps } from './stripe-mint/mint-session.ts'
import { stripeMintRoute } from './stripe-mint/route.ts'
import { createSessionReader } from './stripe-mint/session.ts'
import { createWaitingRoom, type WaitingRoom } from './stripe-mint/waiting-room.ts'

export interface LoyalteezDeps {
  readonly config: Config
  readonly intake: Intake
  /** For reads: whoever waits for a mint must not keep webhooks waiting. */
  readonly pool: Pool
  readonly log: Logger
}

export interface Loyalteez {
  readonly router: Router
  /** Answers those who wait for a mint; it goes on without them. */
  close(): void
}

/** The routes that Loyalteez' own guide names. */
export function createLoyalteez(deps: LoyalteezDeps): Loyalteez {
  const room = createWaitingRoom(deps.pool)
  const router = Router()
  router.post('/loyalteez-api/stripe-mint', stripeMintRoute(mintingOf(deps, room), deps.log))
  return { router, close: () => room.close() }
}

/** What stripe-mint needs; undefined where it is not set up, and then the route is 404: never open. */
function mintingOf({ config, intake, log }: LoyalteezDeps, room: WaitingRoom): MintSessionDeps | undefined {
  const { stripe, minter, policy, blockExplorerUrl, stripeMintWaitMs: waitMs } = config
  if (stripe === undefined || minter === undefined) {
    log.info({ missing: stripe === undefined ? 'STRIPE_SECRET_KEY' : 'MINTER' }, 'stripe-mint is not set up')
    return undefined
  }
  const endpoint = endpointNamed(config, 'stripe')
  return {
    readSession: createSessionReader(stripe),
    endpoint,
    policy,
    intake,
    room,
    blockExplorerUrl,
    waitMs,
  }
}
