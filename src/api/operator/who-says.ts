import { z } from 'zod'
import { ProblemError } from '../problem.ts'
import type { RawRequest } from './route.ts'

export const ACTOR_HEADER = 'Quittance-Actor'
export const REASON_HEADER = 'Quittance-Reason'

const word = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u)

const words = z.object({ actor: word.optional(), reason: word.optional() })

/** Who asks, and why, as they say: in the body where the route has a place for it, else in headers. */
export function whoSays(request: RawRequest, body: unknown): z.output<typeof words> {
  const { actor = spoken(request, ACTOR_HEADER), reason = spoken(request, REASON_HEADER) } =
    words.safeParse(body).data ?? {}
  return { actor, reason }
}

/** Headers hold ASCII: everything else is percent-encoded UTF-8. */
function spoken(request: RawRequest, header: string): string | undefined {
  const text = request.get(header)
  if (text === undefined || text === '') return undefined
  const read = word.safeParse(decoded(text))
  if (read.success) return read.data
  throw new ProblemError(
    'invalid-request',
    `${header} is a text of 1 to 200 characters, percent-encoded as in a URL.`,
  )
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
