import { z } from 'zod'
import { EVIDENCE_FORMAT } from '../../domain/evidence.ts'
import { moment } from './answers.ts'

const json = z.record(z.string(), z.unknown())
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const entryIds = z.array(z.string())

const request = z.object({
  event: z.string().describe('id of the event, or q and the id of a quarantined delivery'),
  bodySha256: z.string().describe('of the body as it came; the entry of the event has it, too'),
  headers: json.describe('those that are kept'),
  state: z
    .enum(['kept', 'elsewhere', 'erased', 'dropped'])
    .describe('kept; kept, and too much for a bundle; erased for a person; dropped after RAW_RETENTION_DAYS'),
  at: moment.nullable().describe('when it was erased or dropped; null: it is there, or nobody knows'),
  body: z
    .object({ encoding: z.enum(['utf-8', 'base64']), text: z.string() })
    .optional()
    .describe('only with raw'),
  link: z.string().optional().describe('where the body is, when it is elsewhere'),
})

const head = z.object({
  head: sha256,
  count: z.number().int(),
  madeAt: moment,
  by: z.string().describe('name of the key'),
  holds: z.boolean().describe('the same entries still give this head'),
  changed: entryIds.describe('of its entries: are others now'),
  gone: entryIds.describe('of its entries: are not there any more'),
})

/** A bundle, as it is answered. */
export const evidenceBundle = z.object({
  format: z.literal(EVIDENCE_FORMAT),
  account: z.string(),
  paymentId: z.string(),
  names: z.array(z.string()).describe('all it goes by'),
  madeAt: moment,
  rule: z.string().describe('how hashes are made'),
  head: sha256,
  count: z.number().int(),
  entries: z.array(z.object({ id: z.string(), kind: z.string(), at: moment, data: json, hash: sha256 })),
  requests: z
    .array(request)
    .describe('what is left of them; not in the chain, but for the digest of the body'),
  workflows: z.array(z.object({ id: z.string(), link: z.string().optional() })),
  now: json.describe('how things stand, which changes; not in the chain'),
  heads: z.array(head).describe('of all chains of this payment that were shown, the oldest first'),
})
