import { isLosslessNumber, parse } from 'lossless-json'
import { z } from 'zod'

const PLAIN_DECIMAL = /^0*(\d+)(?:\.(\d*?)0*)?$/

/** A JSON number as it was written, or the same as text; without zeros that say nothing. */
const amountText = z
  .custom<{ toString(): string }>((value) => typeof value === 'string' || isLosslessNumber(value))
  .transform(String)
  .pipe(z.string().regex(PLAIN_DECIMAL))
  .transform(plainDecimal)

const answer = z.discriminatedUnion('success', [
  z.object({
    success: z.literal(true),
    txHash: z
      .string()
      .regex(/^0x[0-9a-fA-F]{64}$/)
      .transform((text): `0x${string}` => `0x${text.slice(2).toLowerCase()}`),
    walletAddress: z.string(),
    ltzAmount: amountText,
  }),
  z.object({ success: z.literal(false), message: z.string().default('') }),
])

/** What Loyalteez says of a session, whether it minted just now or before. */
export type LoyalteezAnswer = z.infer<typeof answer>

/** `10.50` and `010.5` are both `10.5`; for texts that are decimals. */
export function plainDecimal(text: string): string {
  const [, whole = '', fraction = ''] = PLAIN_DECIMAL.exec(text) ?? []
  return fraction === '' ? whole : `${whole}.${fraction}`
}

/** Undefined when it is none of the documented answers. */
export function readAnswer(body: string): LoyalteezAnswer | undefined {
  try {
    return answer.safeParse(parse(body)).data
  } catch {
    return undefined
  }
}

/** Words of others, as they may stand in a problem: short, on one line, and no e-mail address. */
export function quoted(message: string): string {
  if (message === '' || message.includes('@')) return 'no reason that can be repeated'
  return `"${message.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)}"`
}
