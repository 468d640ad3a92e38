import { randomBytes } from 'node:crypto'
import { createEndpoints, endpointsAsStored } from '../../../src/api/endpoints.ts'
import type { ReplayDeps } from '../../../src/api/replay/replay-event.ts'
import { loadConfig } from '../../../src/config.ts'
import { connectTemporal, type Temporal } from '../../../src/temporal.ts'
import { createReplaying } from '../../../src/worker/replaying.ts'
import { type OperatorApi, startOperatorApi } from '../../support/operator-api.ts'
import { TEST_SECRETS } from '../../support/service.ts'
import { paidSession } from '../../support/stripe-events.ts'
import { startWebhookApi, type WebhookApi } from '../../support/webhook-api.ts'
import { createHarness, type Harness } from './harness.ts'
import { eventually } from './observe.ts'

/** A whole service to replay in: what takes webhooks in, what operators ask, and a worker. */
export interface ReplayService {
  readonly harness: Harness
  readonly operator: OperatorApi
  readonly webhooks: WebhookApi
  readonly temporal: Temporal
  readonly deps: ReplayDeps
  /** A paid session, as it came; resolves when its row is in that state. */
  readonly deliver: (given?: Given) => Promise<Delivered>
  readonly stateReached: (eventKey: string, state: string) => Promise<void>
  readonly stopWorker: () => Promise<void>
  /** Temporal does not answer the worker once, after so many more events. */
  readonly interruptAfter: (events: number) => void
  readonly teardown: () => Promise<void>
}

export interface Given {
  readonly currency?: string
  readonly userId?: string
  readonly state?: string
}

export interface Delivered {
  readonly id: string
  readonly eventKey: string
  readonly workflowId: string
  readonly paymentId: string
  readonly owner: string
}

export const startReplayService = async (): Promise<ReplayService> => {
  const harness = await createHarness()
  const { pool, ledger, taskQueue, databaseUrl } = harness
  const temporal = connectTemporal({ taskQueue, ledgerFirstTry: 'local' })
  const webhooks = await startWebhookApi({ databaseUrl, temporal })
  const operator = await startOperatorApi({ pool, ledger, temporal })
  const config = loadConfig({ ...TEST_SECRETS, DATABASE_URL: databaseUrl, CONFIG_FILE: '/nowhere/none.json' })
  let callsLeft = Number.POSITIVE_INFINITY
  const status: Temporal['status'] = async (workflowId) => {
    callsLeft -= 1
    if (callsLeft === -1) throw new Error('Temporal is away')
    return await temporal.status(workflowId)
  }
  const deps: ReplayDeps = {
    ...operator.deps,
    temporal: { ...temporal, status },
    endpointAsStored: endpointsAsStored(config, createEndpoints(config)),
  }
  const stopWorker = await harness.startWorker({ replaying: createReplaying(deps) })
  const stateReached = async (eventKey: string, state: string) => {
    await eventually(async () => {
      const [row] = await harness.query<{ state: string }>(
        'select state from inbox.event where event_key = $1',
        [eventKey],
      )
      return row?.state === state ? true : undefined
    }, `${eventKey} is ${state}`)
  }
  return {
    harness,
    operator,
    webhooks,
    temporal,
    deps,
    stateReached,
    stopWorker,
    interruptAfter: (events) => {
      callsLeft = events
    },
    deliver: async ({ currency = 'usd', userId, state = 'fulfilled' } = {}) => {
      const name = randomBytes(6).toString('hex')
      const [eventKey, paymentId] = [`evt_${name}`, `pi_${name}`]
      const owner = userId ?? `u${name}`
      const body = paidSession({ eventId: eventKey, paymentIntent: paymentId, userId: owner, cents: 1_999 })
      await webhooks.deliver('stripe', body.replace('"usd"', JSON.stringify(currency)))
      await stateReached(eventKey, state)
      const [row] = await harness.query<{ id: string }>(
        'select id::text from inbox.event where event_key = $1',
        [eventKey],
      )
      return {
        id: row?.id ?? '',
        eventKey,
        workflowId: `stripe:${eventKey}`,
        paymentId,
        owner: `user:${owner}`,
      }
    },
    teardown: async () => {
      await operator.stop()
      await webhooks.stop()
      await harness.teardown()
    },
  }
}
