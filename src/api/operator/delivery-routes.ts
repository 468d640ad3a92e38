import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { enableEndpoint, whyDisabled } from '../../delivery/endpoint.ts'
import { type ListedMessage, listMessages } from '../../delivery/list-messages.ts'
import { countMessages, messageState, type RedeliveryFilter } from '../../delivery/select.ts'
import { createDeliveryStore, readDisabled } from '../../delivery/store.ts'
import { joinId } from '../../domain/ids.ts'
import { TOPICS } from '../../domain/telling.ts'
import { pageOf } from '../../inbox/page.ts'
import { sendTest, startRedelivery } from '../../temporal-redeliveries.ts'
import { ProblemError } from '../problem.ts'
import { encodeCursor, numberCursor } from './cursor.ts'
import type { OperatorDeps } from './deps.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId, limit, time } from './schemas.ts'

const topic = z.enum(TOPICS)

export const listDeliveriesRoute = defineRoute({
  method: 'get',
  path: '/deliveries',
  summary: "Calls to the merchant's app, newest first: what became of each message, and of every try",
  query: z.strictObject({
    payment: impersonalId.exactOptional(),
    topic: topic.exactOptional(),
    state: messageState.exactOptional(),
    cursor: numberCursor.exactOptional(),
    limit,
  }),
  async answer({ pool }, { query: { cursor, limit, ...filter } }) {
    const after = cursor === undefined ? {} : { after: cursor }
    const rows = await listMessages(pool, { ...filter, ...after, limit: limit + 1 })
    const page = pageOf(rows, limit, (message) => [message.id])
    return ok({ data: page.rows.map(shown), nextCursor: encodeCursor(page.next) })
  },
})

export const redeliverRoute = defineRoute({
  method: 'post',
  path: '/deliveries/:key/redeliver',
  summary: 'Sends one message again: the same id, the same bytes',
  params: z.strictObject({ key: id }),
  async answer(deps, { params: { key } }) {
    await mustBeEnabled(deps)
    const message = await createDeliveryStore(deps.pool).find(key)
    if (message === undefined) throw new ProblemError('not-found', `There is no message ${key}.`)
    if (message.body === null)
      throw new ProblemError(
        'conflict',
        `Message ${key} was never composed: ${message.because ?? 'it waits'}.`,
      )
    return { status: 202, body: { workflowId: await start(deps, { key }) } }
  },
})

const bulk = z.strictObject({
  topic: topic.exactOptional(),
  state: messageState.exactOptional().describe('failed, where none is given'),
  from: time.exactOptional(),
  to: time.exactOptional(),
  dryRun: z.boolean().default(false).describe('count only'),
})

export const redeliverAllRoute = defineRoute({
  method: 'post',
  path: '/deliveries/redeliver',
  summary: 'Sends all messages that match again, one after the other, or counts them',
  body: bulk,
  async answer(deps, { body: { topic, state, from, to, dryRun } }) {
    const filter: RedeliveryFilter = {
      ...(topic === undefined ? {} : { topic }),
      ...(state === undefined ? {} : { state }),
      ...(from === undefined ? {} : { from: from.toISOString() }),
      to: (to ?? new Date()).toISOString(),
    }
    const count = await countMessages(deps.pool, filter)
    if (dryRun || count === 0) return ok({ count })
    await mustBeEnabled(deps)
    return { status: 202, body: { count, workflowId: await start(deps, { filter }) } }
  },
})

export const testDeliveryRoute = defineRoute({
  method: 'post',
  path: '/deliveries/test',
  summary: "Sends a signed event of type ping to the merchant's app, and tells what it answered",
  async answer(deps) {
    configured(deps)
    const key = joinId('ping', randomUUID())
    const { client, taskQueue } = deps.temporal
    const came = await sendTest(client, taskQueue, key)
    if (came === undefined) return { status: 202, body: { key, pending: true } }
    const { isDelivered: delivered, status = null, durationMs = null, because } = came
    return ok({ key, delivered, status, durationMs, ...(because === undefined ? {} : { because }) })
  },
})

export const enableDeliveriesRoute = defineRoute({
  method: 'post',
  path: '/delivery/endpoint/enable',
  summary: "Has the merchant's app called again, after 410 or days without success",
  async answer(deps) {
    const before = await enableEndpoint(deps.pool, configured(deps))
    return ok({ enabled: true, was: before === undefined ? 'enabled' : 'disabled' })
  },
})

function start({ temporal }: OperatorDeps, of: Parameters<typeof startRedelivery>[2]): Promise<string> {
  return startRedelivery(temporal.client, temporal.taskQueue, of)
}

function configured({ deliveryEndpoint }: OperatorDeps): string {
  if (deliveryEndpoint !== undefined) return deliveryEndpoint
  throw new ProblemError('conflict', 'No app is told anything here: set DELIVERY_URL and DELIVERY_SECRET.')
}

async function mustBeEnabled(deps: OperatorDeps): Promise<void> {
  const disabled = await readDisabled(deps.pool, configured(deps))
  if (disabled === undefined) return
  const why = whyDisabled(disabled)
  throw new ProblemError('conflict', `${why}. Put it right, then POST /v1/delivery/endpoint/enable.`)
}

function shown({ id, createdAt, dueAt, ...message }: ListedMessage): object {
  return {
    id,
    ...message,
    createdAt: createdAt.toISOString(),
    nextTryAt: message.state === 'trying' ? dueAt.toISOString() : null,
  }
}
