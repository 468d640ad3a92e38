/** @module-tag counts-effects */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { startDoomed } from './support/doomed.ts'
import { paid } from './support/events.ts'
import { createHarness } from './support/harness.ts'
import { available, stateOf, transferCount } from './support/observe.ts'

test.each(['local', 'regular'] as const)(
  'a worker killed between posting and acknowledging (%s activity) has posted once, and another finishes the story',
  async (firstTry) => {
    const harness = await createHarness(undefined, firstTry)
    const doomed = await startDoomed(new URL('support/doomed-worker.ts', import.meta.url), harness)
    try {
      const event = paid()
      const handle = await harness.start(event)
      const [, signal] = (await once(doomed, 'exit')) as [number | null, string | null]
      expect(signal).toBe('SIGKILL')
      expect(await transferCount(harness)).toBe(1)
      await harness.startWorker()
      expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid' })
      expect(await transferCount(harness)).toBe(1)
      expect(await available(harness, `user:${event.paymentId}`)).toBe('1999')
      expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
      expect(await harness.ledger.drift()).toEqual([])
    } finally {
      doomed.kill('SIGKILL')
      await harness.teardown()
    }
  },
)
