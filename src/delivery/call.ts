import { FulfilmentError } from '../domain/errors.ts'
import { type Answer, answerOf, noAnswer, type Reply } from './answer.ts'
import { type DeliverySecret, signedHeaders } from './secrets.ts'

/** What is sent at most once a call: the bytes, under their id. */
export interface Letter {
  readonly key: string
  readonly body: string
}

/**
 * Posts to the app, without following where it redirects: a signature is for nobody else.
 * @throws FulfilmentError OUTBOUND_FAILED (retryable), OUTBOUND_REFUSED (final)
 */
export type Post = (
  url: string,
  request: {
    readonly body: string
    readonly headers: Readonly<Record<string, string>>
    readonly timeoutMs: number
    readonly maxBytes: number
  },
) => Promise<Reply>

export interface Line {
  readonly url: string
  readonly secrets: readonly DeliverySecret[]
  readonly post: Post
  readonly now: () => Date
  /** Told of every call. */
  readonly called?: (answer: Answer) => void
}

/** How long the app has to answer, and how much of its answer is read before the connection is closed. */
const [TIMEOUT_MS, MAX_BYTES] = [15_000, 64 * 1024]

/** Makes one call. Whatever comes of it is an answer. */
export async function callApp(line: Line, letter: Letter): Promise<Answer> {
  const answer = await call(line, letter)
  line.called?.(answer)
  return answer
}

async function call({ url, secrets, post, now }: Line, letter: Letter): Promise<Answer> {
  const began = now()
  const since = performance.now()
  const duration = () => Math.round(performance.now() - since)
  const headers = signedHeaders(secrets, letter, began)
  try {
    const reply = await post(url, {
      body: letter.body,
      headers,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    })
    return answerOf(reply, duration(), now())
  } catch (error) {
    if (!(error instanceof FulfilmentError)) throw error
    return noAnswer(error.message, duration())
  }
}
