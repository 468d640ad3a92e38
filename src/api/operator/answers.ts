import { z } from 'zod'

/** Parts of answers. Read as they are written: fields may be added, none is taken away. */
export const moment = z.iso.datetime({ offset: true })

/** Minor units. */
export const minor = z
  .string()
  .regex(/^-?\d+$/)
  .describe('minor units')

export const scale = z
  .number()
  .int()
  .nullable()
  .describe('how many digits of an amount are decimal places; null: the policy does not know the asset')

export const started = z.object({ workflowId: z.string() })

/** A page of a list. */
export function listOf<Row extends z.ZodType>(row: Row) {
  return z.object({
    data: z.array(row),
    nextCursor: z.string().nullable().describe('cursor of the next page; null: this is the last'),
  })
}
