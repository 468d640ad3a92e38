import { z } from 'zod'
import { impersonal } from '../../providers/personal.ts'

/** Keys composed of ids of 200 characters each come to 1,105. */
const MAX_ID = 1_200

/** An id in a path or a filter: whatever the provider made it, but something Postgres can compare. */
export const id = z
  .string()
  .min(1)
  .max(MAX_ID)
  .regex(/^\P{Cc}*$/u, 'must not hold control characters')

/** An id that events carry: sought by an e-mail address, it is found under the address' digest. */
export const impersonalId = id.transform(impersonal)

/** What somebody says: who they are, or why. */
export const word = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must not hold control characters')

export const limit = z.coerce.number().int().min(1).max(200).default(50)

export const time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .describe('ISO-8601, with its offset: 2026-01-31T00:00:00Z')
