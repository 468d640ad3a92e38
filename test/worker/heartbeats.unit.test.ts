import { MockActivityEnvironment } from '@temporalio/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { heartbeats } from '../../src/worker/heartbeats.ts'

afterEach(() => vi.useRealTimers())

/** An activity that hears nothing of its end, and how often it has beaten. */
const begin = (heartbeatTimeoutMs: number) => {
  const environment = new MockActivityEnvironment({ heartbeatTimeoutMs })
  let beats = 0
  environment.on('heartbeat', () => {
    beats += 1
  })
  let end = (): void => undefined
  const over = new Promise<void>((done) => {
    end = done
  })
  const { execute } = heartbeats(environment.context).inbound ?? {}
  const running = execute?.({ args: [], headers: {} }, () => over)
  return { environment, beats: () => beats, end, running }
}

test('an activity that is watched for beats beats until it ends', async () => {
  vi.useFakeTimers()
  const { beats, end, running } = begin(5_000)
  vi.advanceTimersByTime(3_500)
  expect(beats()).toBe(3)
  end()
  await running
  vi.advanceTimersByTime(5_000)
  expect(beats()).toBe(3)
})

test('an activity that is given up beats no more, though it goes on', async () => {
  vi.useFakeTimers()
  const { environment, beats, end, running } = begin(5_000)
  vi.advanceTimersByTime(2_500)
  environment.cancel()
  vi.advanceTimersByTime(5_000)
  expect(beats()).toBe(2)
  end()
  await running
})
