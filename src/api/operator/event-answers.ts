import { z } from 'zod'
import { moment } from './answers.ts'

const json = z.record(z.string(), z.unknown())

const park = z.object({
  parkId: z.string(),
  workflowType: z.string(),
  step: z.string(),
  code: z.string(),
  message: z.string(),
  decisions: z.array(z.string()),
  since: moment,
  escalatedAt: moment.nullable(),
})

const decision = z.object({
  decisionId: z.string(),
  parkId: z.string(),
  decision: z.string(),
  patch: json.nullable(),
  actor: z.string(),
  reason: z.string(),
  channel: z.string(),
  outcome: z.string(),
  detail: z.string().nullable(),
  at: moment,
})

export const reverified = z
  .enum(['ok', 'failed', 'secret-gone', 'raw-gone', 'unsigned'])
  .describe(
    'what the stored signature is worth: judged by the secret that verified it, where that is still held; unsigned: the provider was asked for it',
  )

const replay = z.object({
  at: moment,
  actor: z.string(),
  reason: z.string(),
  outcome: z.enum(['planned', 'recorded', 'refused']),
  detail: z.string().nullable(),
  reverified,
  runId: z.string().nullable().describe('of many'),
  former: z.object({ state: z.string(), event: json, plan: json }).describe('what it was before'),
})

const raw = z.string().nullable().optional().describe('base64; null: it was erased')

/** One event, as it is answered. */
export const shownEvent = z.object({
  id: z.string(),
  endpoint: z.string(),
  account: z.string(),
  provider: z.string(),
  eventKey: z.string(),
  providerType: z.string(),
  type: z.string(),
  state: z.string(),
  paymentId: z.string().nullable(),
  orderReference: z.string().nullable(),
  workflowId: z.string(),
  source: z.string(),
  livemode: z.boolean().nullable(),
  secretId: z.string().nullable(),
  headers: json,
  bodySha256: z.string(),
  deliveries: z.number().int(),
  lastError: z.string().nullable(),
  receivedAt: moment,
  startedAt: moment.nullable(),
  processedAt: moment.nullable(),
  erasedAt: moment.nullable(),
  event: json,
  plan: json,
  amendment: json,
  park: park.nullable().describe('the one that is open now'),
  decisions: z.array(decision),
  replays: z.array(replay),
  quarantined: z.array(z.string()).describe('deliveries under the same key that contradict it'),
  raw,
})

/** One delivery in quarantine, as it is answered. */
export const shownDelivery = z.object({
  id: z.string(),
  endpoint: z.string(),
  eventKey: z.string(),
  state: z.literal('quarantined'),
  reason: z.string(),
  contradicts: z.string().describe('id of the event that was there first'),
  secretId: z.string().nullable(),
  headers: json,
  bodySha256: z.string(),
  deliveries: z.number().int(),
  receivedAt: moment,
  releasedAt: moment.nullable(),
  dismissedAt: moment.nullable(),
  closedBy: z.string().nullable().describe('who released or dismissed it'),
  closedBecause: z.string().nullable(),
  event: json,
  differs: z
    .array(z.object({ fact: z.string(), stored: z.string().nullable(), delivered: z.string().nullable() }))
    .describe('what the event says that was there first, and what this says'),
  raw,
})
