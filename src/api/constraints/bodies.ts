import { z } from 'zod'
import type { Invalidated } from '../../constraints/invalidate.ts'
import type { Question } from '../../constraints/question.ts'
import { badRequest } from './replies.ts'

const DEFAULT_TTL_SECONDS = 60
const MAX_TTL_SECONDS = 86_400

const VISIBLE = /^[^\p{Cc}\p{Cs}]+$/u

const id = (what: string) =>
  z
    .string({ error: `must be ${what}` })
    .max(200, 'must be at most 200 characters')
    .regex(VISIBLE, `must be ${what}`)

/** Brought to one spelling, so that an invalidation finds what a question has cached. */
const apiUrl = z
  .string({ error: 'must be a URL' })
  .max(2_000, 'must be at most 2000 characters')
  .refine((text) => URL.canParse(text), 'must be a URL')
  .transform((text) => {
    const url = new URL(text)
    url.hash = ''
    return url.href
  })

const userAddress = id('text').transform((text) => text.toLowerCase())
/** A number as the guide has it, or text. */
const collectionId = z.union([z.int(), id('text')], {
  error: 'must be a whole number or text of at most 200 characters',
})

const ttl = `must be a whole number from 1 to ${MAX_TTL_SECONDS}`
const ttlSeconds = z.int({ error: ttl }).min(1, ttl).max(MAX_TTL_SECONDS, ttl)

const validation = z.object({
  api_url: apiUrl,
  user_address: userAddress,
  collection_id: collectionId.nullish(),
  ttl_seconds: ttlSeconds.nullish().transform((seconds) => seconds ?? DEFAULT_TTL_SECONDS),
})

const invalidation = z.object({
  api_url: apiUrl,
  user_address: userAddress.nullish(),
  collection_id: collectionId.nullish(),
})

export type Validation = z.infer<typeof validation>
export type Invalidation = z.infer<typeof invalidation>

/** @throws HttpError 400 */
export function readValidation(body: unknown): Validation {
  return read(validation, body, ['api_url', 'user_address'])
}

/** @throws HttpError 400 */
export function readInvalidation(body: unknown): Invalidation {
  return read(invalidation, body, ['api_url'])
}

/** A number and its text are one collection. */
export function questionOf({
  api_url: apiUrl,
  user_address: userAddress,
  collection_id,
}: Validation): Question {
  return { apiUrl, userAddress, ...(collection_id == null ? {} : { collectionId: String(collection_id) }) }
}

export function invalidatedBy({ api_url: apiUrl, user_address, collection_id }: Invalidation): Invalidated {
  return {
    apiUrl,
    ...(user_address == null ? {} : { userAddress: user_address }),
    ...(collection_id == null ? {} : { collectionId: String(collection_id) }),
  }
}

const anObject = z.record(z.string(), z.unknown())

function read<T>(schema: z.ZodType<T>, body: unknown, required: readonly string[]): T {
  const fields = anObject.safeParse(body ?? {})
  if (!fields.success) throw badRequest('The body must be a JSON object')
  const missing = required.find((field) => (fields.data[field] ?? '') === '')
  if (missing !== undefined) throw badRequest(`Missing required field: ${missing}`)
  const result = schema.safeParse(fields.data)
  if (result.success) return result.data
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw badRequest(wrong.join('; '))
}
