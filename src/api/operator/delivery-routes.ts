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
import { listOf, moment, started } from './answers.ts'
import { all, nothing } from './audit.ts'
import { encodeCursor, numberCursor } from './cursor.ts'
import type { OperatorDeps } from './deps.ts'
import { defineRoute, later, ok } from './route.ts'
import { id, impersonalId, limit, time } from './schemas.ts'

const topic = z.enum(TOPICS)

const message = z.object({
  id: z.string(),
  key: z.string(),
  account: z.string(),
  subject: z.string().describe('the payment or subscription it is about'),
  topic: z.string(),
  sequence: z.number().int().describe('its place among those of its subject'),
  state: messageState,
  because: z.string().nullable(),
  createdAt: moment,
  nextTryAt: moment.nullable(),
  attempts: z.array(
    z.object({
      n: z.number().int(),
      at: moment,
      isRedelivery: z.boolean(),
      status: z.number().int().nullable(),
      error: z.string().nullable(),
      durationMs: z.number().nullable(),
    }),
  ),
})

export const listDeliveriesRoute = defineRoute({
  method: 'get',
  path: '/deliveries',
  summary: "Calls to the merchant's app, newest first: what became of each message, and of every try",
  role: 'read',
  query: z.strictObject({
    payment: impersonalId.exactOptional(),
    topic: topic.exactOptional(),
    state: messageState.exactOptional(),
    cursor: numberCursor.exactOptional(),
    limit,
  }),
  responses: { 200: listOf(message) },
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
  role: 'operate',
  params: z.strictObject({ key: id }),
  responses: { 202: started },
  audit: { before: stateOfMessage, asked: nothing, after: all },
  async answer(deps, { params: { key } }) {
    await mustBeEnabled(deps)
    const message = await createDeliveryStore(deps.pool).find(key)
    if (message === undefined) throw new ProblemError('not-found', `There is no message ${key}.`)
    if (message.body === null)
      throw new ProblemError(
        'conflict',
        `Message ${key} was never composed: ${message.because ?? 'it waits'}.`,
      )
    return later({ workflowId: await start(deps, { key }) })
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
  role: 'operate',
  body: bulk,
  responses: {
    200: z.object({ count: z.number().int() }).describe('that many match; nothing was sent'),
    202: started.extend({ count: z.number().int() }),
  },
  audit: { before: nothing, asked: all, after: all },
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
    return later({ count, workflowId: await start(deps, { filter }) })
  },
})

export const testDeliveryRoute = defineRoute({
  method: 'post',
  path: '/deliveries/test',
  summary: "Sends a signed event of type ping to the merchant's app, and tells what it answered",
  role: 'operate',
  responses: {
    200: z.object({
      key: z.string(),
      delivered: z.boolean(),
      status: z.number().int().nullable(),
      durationMs: z.number().nullable(),
      because: z.string().optional(),
    }),
    202: z.object({ key: z.string(), pending: z.literal(true) }).describe('no worker has taken it yet'),
  },
  audit: { before: nothing, asked: nothing, after: all },
  async answer(deps) {
    configured(deps)
    const key = joinId('ping', randomUUID())
    const { client, taskQueue } = deps.temporal
    const came = await sendTest(client, taskQueue, key)
    if (came === undefined) return later({ key, pending: true })
    const { isDelivered: delivered, status = null, durationMs = null, because } = came
    return ok({ key, delivered, status, durationMs, ...(because === undefined ? {} : { because }) })
  },
})

export const enableDeliveriesRoute = defineRoute({
  method: 'post',
  path: '/delivery/endpoint/enable',
  summary: "Has the merchant's app called again, after 410 or days without success",
  role: 'operate',
  responses: { 200: z.object({ enabled: z.literal(true), was: z.enum(['enabled', 'disabled']) }) },
  audit: {
    before: async (deps) => (await readDisabled(deps.pool, configured(deps))) ?? null,
    asked: nothing,
    after: all,
  },
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

async function stateOfMessage(
  { pool }: OperatorDeps,
  { params }: { readonly params: { readonly key: string } },
) {
  const message = await createDeliveryStore(pool).find(params.key)
  return message === undefined ? null : { state: message.state, because: message.because }
}

function shown({ id, createdAt, dueAt, ...message }: ListedMessage) {
  return {
    id,
    ...message,
    createdAt: createdAt.toISOString(),
    nextTryAt: message.state === 'trying' ? dueAt.toISOString() : null,
  }
}
