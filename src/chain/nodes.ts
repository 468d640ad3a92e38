import { BaseError, createPublicClient, type PublicClient } from 'viem'
import { FulfilmentError } from '../domain/errors.ts'
import { nodeTransport } from './node-transport.ts'

/** RPC nodes, each asked by itself: what one of them says is never taken for what another would say. */
export type Nodes = readonly PublicClient[]

export type Answer<T> =
  | { readonly type: 'answer'; readonly value: T }
  | { readonly type: 'failed'; readonly reason: string }

const TIMEOUT_MS = 5_000
/** A pass makes ten calls and more: it waits for a silent node once, not ten times. */
const ASIDE_MS = 15_000

/**
 * No retries and no cache in here: whoever asks comes again, and wants what is so now. A node that keeps silent counts as
 * one that failed, for a while without being asked, unless it is the only one.
 */
export const createNodes = (rpcUrls: readonly string[], timeoutMs = TIMEOUT_MS): Nodes => {
  const patience = { timeoutMs, asideMs: rpcUrls.length > 1 ? ASIDE_MS : 0 }
  return rpcUrls.map((url) => createPublicClient({ transport: nodeTransport(url, patience), cacheTime: 0 }))
}

/** What went wrong, without URLs: those of paid nodes contain a key. */
const reasonOf = (error: unknown): string => {
  const text = error instanceof BaseError ? `${error.shortMessage} ${error.details}` : String(error)
  return text.replaceAll(/\b\w+:\/\/\S+/g, '<url>').slice(0, 300)
}

export const askEach = <T>(
  nodes: Nodes,
  ask: (node: PublicClient) => Promise<T>,
): Promise<readonly Answer<T>[]> =>
  Promise.all(
    nodes.map(async (node): Promise<Answer<T>> => {
      try {
        return { type: 'answer', value: await ask(node) }
      } catch (error) {
        return { type: 'failed', reason: reasonOf(error) }
      }
    }),
  )

export const valuesOf = <T>(answers: readonly Answer<T>[]): readonly T[] =>
  answers.flatMap((answer) => (answer.type === 'answer' ? [answer.value] : []))

/** Why there is no answer. */
export const failureOf = (answers: readonly Answer<unknown>[]): string =>
  answers.map((answer) => (answer.type === 'failed' ? answer.reason : 'answered')).join('; ')

/**
 * What the first node that answers says, in the order they are configured.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const askAny = async <T>(nodes: Nodes, ask: (node: PublicClient) => Promise<T>): Promise<T> => {
  const reasons: string[] = []
  for (const node of nodes) {
    const [answer] = await askEach([node], ask)
    if (answer?.type === 'answer') return answer.value
    reasons.push(answer?.reason ?? '')
  }
  throw unavailable(`no node answered (${reasons.join('; ')})`)
}

export const unavailable = (reason: string): FulfilmentError =>
  new FulfilmentError({
    code: 'CHAIN_UNAVAILABLE',
    retryable: true,
    message: `the chain cannot be asked: ${reason}`,
  })
