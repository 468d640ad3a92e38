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
  event: json,
  raw,
})
