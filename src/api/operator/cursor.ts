import { z } from 'zod'

/** Where a page ends, as callers carry it: opaque to them, so that it may change. */
export function encodeCursor(position: readonly string[] | undefined): string | null {
  return position === undefined ? null : Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** A cursor of ours, read back as the position it stands for. */
export function cursorOf<Position extends z.ZodType>(position: Position) {
  return z.string().transform((text, context): z.output<Position> => {
    const read = position.safeParse(parsed(text))
    if (read.success) return read.data
    context.addIssue({
      code: 'custom',
      message: 'is not a cursor of this list: use nextCursor as it was given',
    })
    return z.NEVER
  })
}

/** Position in a list that is ordered by a number. */
export const numberCursor = cursorOf(z.tuple([z.string().regex(/^\d{1,18}$/)])).transform(([after]) => after)

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
