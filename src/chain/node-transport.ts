import { BaseError, type HttpTransport, http, TimeoutError } from 'viem'

interface Patience {
  /** How long one call may take. */
  readonly timeoutMs: number
  /** For how long nothing is asked after a call that took longer. */
  readonly asideMs: number
}

/** Calls a node over HTTP, once each. One that kept silent is put aside: until that is over, calls to it fail at once. */
export const nodeTransport =
  (url: string, { timeoutMs, asideMs }: Patience): HttpTransport =>
  (options) => {
    const transport = http(url, { retryCount: 0, timeout: timeoutMs })(options)
    let asideUntil = 0
    const request: typeof transport.request = async (call) => {
      if (Date.now() < asideUntil) throw new Error('it did not answer in time just before, and was not asked')
      try {
        return await transport.request(call)
      } catch (error) {
        if (isTimeout(error)) asideUntil = Date.now() + asideMs
        throw error
      }
    }
    return { ...transport, request }
  }

const isTimeout = (error: unknown): boolean =>
  error instanceof BaseError && error.walk((cause) => cause instanceof TimeoutError) !== null
