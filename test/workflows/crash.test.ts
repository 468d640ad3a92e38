import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, inject, test } from 'vitest'
import { workflowBundlePath } from '../support/workflow-bundle.ts'
import { paid } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { available, stateOf, transferCount } from './support/observe.ts'

/** A worker process that is killed after its effect and before its acknowledgement. */
const startDoomedWorker = async ({ databaseUrl, taskQueue }: Harness) =>
  spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('support/doomed-worker.ts', import.meta.url))],
    {
      env: {
        ...process.env,
        TEMPORAL_ADDRESS: inject('temporalAddress'),
        DATABASE_URL: databaseUrl,
        TASK_QUEUE: taskQueue,
        BUNDLE: await workflowBundlePath(),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )

test.each(['local', 'regular'] as const)(
  'a worker killed between posting and acknowledging (%s activity) has posted once, and another finishes the story',
  async (firstTry) => {
    const harness = await createHarness(undefined, firstTry)
    const doomed = await startDoomedWorker(harness)
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
