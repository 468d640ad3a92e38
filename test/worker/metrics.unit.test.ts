import { expect, test } from 'vitest'
import { createWorkerMetrics } from '../../src/worker-metrics.ts'

const linesOf = async (metrics: ReturnType<typeof createWorkerMetrics>, name: string) => {
  const text = await metrics.registry.getSingleMetricAsString(name)
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

test('calls to the app are counted by the class of their answer', async () => {
  const metrics = createWorkerMetrics()
  const answer = { isDelivered: false, isGone: false, durationMs: 1 }
  for (const status of [200, 204, 404, 503]) metrics.appCalled({ ...answer, status })
  metrics.appCalled({ ...answer, error: 'ECONNREFUSED' })
  expect(await linesOf(metrics, 'delivery_calls_total')).toEqual([
    'delivery_calls_total{status="2xx"} 2',
    'delivery_calls_total{status="4xx"} 1',
    'delivery_calls_total{status="5xx"} 1',
    'delivery_calls_total{status="none"} 1',
  ])
})

test('the balance of the minting address is read when somebody scrapes, and not at every scrape', async () => {
  const metrics = createWorkerMetrics()
  let reads = 0
  metrics.watchSigner(async () => {
    reads += 1
    return { address: '0xabc', balance: 2_500_000_000_000_000_000n, floor: 10n ** 16n }
  })
  expect(await linesOf(metrics, 'mint_signer_balance')).toEqual(['mint_signer_balance 2.5'])
  expect(await linesOf(metrics, 'mint_signer_balance_floor')).toEqual(['mint_signer_balance_floor 0.01'])
  expect(reads).toBe(1)
})

test('error: a chain that does not answer leaves the balance unknown, and the scrape whole', async () => {
  const metrics = createWorkerMetrics()
  metrics.watchSigner(() => Promise.reject(new Error('no node answered')))
  expect(await metrics.registry.metrics()).toMatch(/^mint_signer_balance Nan$/m)
})
