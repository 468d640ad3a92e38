import { FulfilmentError } from '../domain/errors.ts'
import { formatMinor } from '../domain/money.ts'
import { type LoyalteezAnswer, plainDecimal, quoted, readAnswer } from './loyalteez-answer.ts'
import type { Minter, MintOrder, MintProgress } from './minter.ts'

export interface LoyalteezOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** Decimal places of LTZ. */
  readonly scale: number
  /** A call waits for the chain at the other end, so this is long. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 30_000
const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 60_000
/** Refusals that pass. */
const PASSING = [408, 425, 429]

/** Has Loyalteez mint what a Stripe Checkout session paid for; a session is minted once there, however often it is named. */
export function createLoyalteezMinter({ baseUrl, scale, timeoutMs = TIMEOUT_MS }: LoyalteezOptions): Minter {
  return {
    name: 'loyalteez',
    check: (order) => {
      sessionOf(order)
    },
    async mint(order, attempt) {
      const sessionId = sessionOf(order)
      const response = await post(baseUrl, sessionId, timeoutMs, attempt)
      if (response.status >= 500 || PASSING.includes(response.status))
        throw unavailable(`Loyalteez answered ${response.status} for ${sessionId}`, attempt)
      const answer = readAnswer(response.body)
      if (answer === undefined) throw unreadable(response.status, sessionId, attempt)
      if (!answer.success)
        throw refused(`Loyalteez minted nothing for ${sessionId}: ${quoted(answer.message)}`)
      return checked(answer, order, scale)
    },
  }
}

function sessionOf({ sessionId, paymentId }: MintOrder): string {
  if (sessionId !== undefined) return sessionId
  throw refused(
    `Loyalteez mints for Stripe Checkout sessions alone, and payment ${paymentId} names none: skip this mint, or mint on the chain`,
  )
}

async function post(
  baseUrl: string,
  sessionId: string,
  timeoutMs: number,
  attempt: number,
): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const response = await fetch(`${baseUrl}/loyalteez-api/stripe-mint`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sessionId }),
      // A redirected POST would arrive as a GET, and say nothing of the mint.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, body: await response.text() }
  } catch (cause) {
    throw unavailable(`Loyalteez did not answer for ${sessionId}`, attempt, cause)
  }
}

/** Another wallet or amount is a contradiction: the tokens exist, and somebody else has them. */
function checked(
  { txHash, walletAddress, ltzAmount }: Extract<LoyalteezAnswer, { readonly success: true }>,
  { paymentId, wallet, amount }: MintOrder,
  scale: number,
): MintProgress {
  const isSameAmount = ltzAmount === plainDecimal(formatMinor(amount, scale))
  if (isSameAmount && walletAddress.toLowerCase() === wallet.toLowerCase()) return { state: 'minted', txHash }
  throw new FulfilmentError({
    code: 'EFFECT_CONFLICT',
    retryable: false,
    message: `Loyalteez says that ${txHash} minted another amount, or to another wallet, than payment ${paymentId} asks for`,
  })
}

/** A page in place of an answer: a wrong address when it is a refusal, else some trouble on the way. */
function unreadable(status: number, sessionId: string, attempt: number): FulfilmentError {
  const message = `Loyalteez answered ${status} for ${sessionId}, with nothing that can be read`
  return status >= 300 ? refused(`${message}: is LOYALTEEZ_API_URL right?`) : unavailable(message, attempt)
}

function refused(message: string): FulfilmentError {
  return new FulfilmentError({ code: 'MINT_REFUSED', retryable: false, message })
}

/** 2 s, 4 s, 8 s …, as Loyalteez asks its callers to wait. */
function unavailable(message: string, attempt: number, cause?: unknown): FulfilmentError {
  const retryAfterMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1))
  return new FulfilmentError({ code: 'MINT_UNAVAILABLE', retryable: true, message, cause, retryAfterMs })
}
