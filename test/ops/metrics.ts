import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parser } from '@prometheus-io/lezer-promql'
import { databaseMeasurements } from '../../src/api/measurement.ts'
import { createMetrics } from '../../src/api/metrics.ts'
import { createWorkerMetrics } from '../../src/worker-metrics.ts'

/** What Prometheus adds itself. */
const PROMETHEUS = ['up']

/** The names under which a histogram is scraped, and those of a plain metric. */
const scraped = ({ name, type }: { name: string; type: unknown }): string[] =>
  type === 'histogram' ? ['_bucket', '_count', '_sum'].map((end) => name + end) : [name]

/** Every metric that API and worker count, by the names they are scraped under. */
export const ourMetrics = async (): Promise<ReadonlySet<string>> => {
  const worker = createWorkerMetrics()
  worker.watchSigner(async () => ({ address: '0x', balance: 1n, floor: 1n }))
  const api = createMetrics(
    databaseMeasurements({ query: () => Promise.reject(new Error('no database')) } as never),
  )
  const told = await Promise.all(
    [api.registry, worker.registry].map((registry) => registry.getMetricsAsJSON()),
  )
  return new Set([...told.flat().flatMap((metric) => scraped(metric)), ...PROMETHEUS])
}

/** The SDK's own library: it holds the names of all that it may count, also of what it has not counted yet. */
const sdkLibrary = (): string => {
  const bridge = createRequire(createRequire(import.meta.url).resolve('@temporalio/worker'))
  const folder = bridge.resolve('@temporalio/core-bridge/package.json').replace('package.json', 'releases')
  const built = [
    'x86_64-unknown-linux-gnu',
    'aarch64-unknown-linux-gnu',
    'x86_64-apple-darwin',
    'aarch64-apple-darwin',
  ]
  const found = built.map((target) => `${folder}/${target}/index.node`).find((file) => existsSync(file))
  return readFileSync(found ?? '', 'latin1')
}

let library: string | undefined

/** `temporal_` and the SDK's own name; a histogram's with its ends. */
export const isSdkMetric = (name: string): boolean => {
  const [, own] = /^temporal_(\w+?)(?:_bucket|_count|_sum)?$/.exec(name) ?? []
  library ??= sdkLibrary()
  return own !== undefined && library.includes(own)
}

/** The metrics an expression asks for. @throws of what Prometheus would not read */
export const metricsIn = (expression: string): string[] => {
  const names: string[] = []
  parser.parse(expression).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) throw new Error(`not PromQL at ${from}: ${expression}`)
      if (type.name === 'VectorSelector') names.push(/^[\w:]+/.exec(expression.slice(from, to))?.[0] ?? '')
    },
  })
  return names
}
