import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from '../../logger.ts'
import { at, parseBody } from '../../providers/body.ts'
import { notFound, tooManyRequests } from '../http-error.ts'
import { traceOf } from '../http-errors.ts'
import { plainAddress } from '../ip-allow-list.ts'
import { readRawBody } from '../read-raw-body.ts'
import { createUnverifiedLimit, type UnverifiedLimit } from '../unverified-limit.ts'
import { type MintSessionDeps, mintSession } from './mint-session.ts'
import { asMintRefusal, invalidSessionId, missingSessionId } from './refusal.ts'

interface Call {
  readonly startedAt: number
  /** As soon as it is known. */
  sessionId?: string
}

const CALLS_PER_MINUTE = 100
/** Of Stripe's; a longer one could not be part of an event's key. */
const SESSION_ID = /^[A-Za-z0-9_-]{1,150}$/

/**
 * `{sessionId}` in, a mint out. What Stripe has signed is its own event, which the guide has it send here too: that is
 * left to the route of webhooks.
 */
export function stripeMintRoute(minting: MintSessionDeps | undefined, log: Logger): RequestHandler {
  const limit = createUnverifiedLimit(CALLS_PER_MINUTE)
  return async (request, response, next) => {
    if (request.headers['stripe-signature'] !== undefined) {
      next()
      return
    }
    const call: Call = { startedAt: performance.now() }
    try {
      admit(limit, request)
      if (minting === undefined) throw notFound()
      call.sessionId = sessionIdIn(await readRawBody(request, response))
      response.type('json').send(await mintSession(minting, call.sessionId))
      log.info({ ...about(call), status: 200 }, 'stripe-mint.answered')
    } catch (error) {
      refuse(log, call, error, response)
    }
  }
}

function admit(limit: UnverifiedLimit, { ip }: Request): void {
  const stayAwaySeconds = limit.count(plainAddress(ip ?? ''))
  if (stayAwaySeconds > 0) throw tooManyRequests(stayAwaySeconds)
}

function sessionIdIn(raw: Buffer): string {
  const id = at(parseBody(raw), 'sessionId') ?? ''
  if (id === '') throw missingSessionId()
  if (typeof id !== 'string' || !SESSION_ID.test(id)) throw invalidSessionId()
  return id
}

function refuse(log: Logger, call: Call, error: unknown, response: Response): void {
  const { status, code, message, retryAfterSeconds } = asMintRefusal(error)
  if (retryAfterSeconds !== undefined) response.set('retry-after', String(retryAfterSeconds))
  response.status(status).json({ success: false, message })
  const line = { ...about(call), status, reason: code }
  if (code === 'INTERNAL') log.error({ ...line, ...traceOf(error) }, 'stripe-mint.failed')
  else log.warn(line, 'stripe-mint.refused')
}

function about({ sessionId, startedAt }: Call) {
  return {
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    duration_ms: Math.round(performance.now() - startedAt),
  }
}
