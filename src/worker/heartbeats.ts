import type { ActivityInterceptorsFactory } from '@temporalio/worker'

/** A fifth of the shortest time-out there is: a busy moment is no death. */
const EVERY_MS = 1_000

/**
 * Beats for every activity that is given up when it does not: a killed worker is noticed within that time. One that was
 * cancelled, or timed out, is given up: nobody waits for its beats any more.
 */
export const heartbeats: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      if (!context.info.heartbeatTimeoutMs) return await next(input)
      const beating = setInterval(() => context.heartbeat(), EVERY_MS)
      const stop = () => clearInterval(beating)
      context.cancellationSignal.addEventListener('abort', stop, { once: true })
      try {
        return await next(input)
      } finally {
        stop()
      }
    },
  },
})
