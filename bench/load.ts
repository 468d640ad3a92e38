/** One request: resolves with how long its answer took, in milliseconds. */
export type Send = (n: number) => Promise<number>

export interface Load {
  readonly latenciesMs: readonly number[]
  readonly elapsedMs: number
}

/** A fixed arrival rate, whatever the service does: the only way to see its latency. */
export async function openLoop(perSecond: number, total: number, send: Send): Promise<Load> {
  const startedAt = performance.now()
  const answers = Array.from({ length: total }, async (_, n) => {
    await new Promise((due) => setTimeout(due, (n * 1000) / perSecond))
    return send(n)
  })
  return { latenciesMs: await Promise.all(answers), elapsedMs: performance.now() - startedAt }
}

/** As fast as it answers, `concurrency` at a time: shows throughput, not latency. */
export async function closedLoop(concurrency: number, total: number, send: Send): Promise<Load> {
  const startedAt = performance.now()
  const latenciesMs: number[] = []
  let next = 0
  const worker = async () => {
    while (next < total) {
      const latency = await send(next++)
      latenciesMs.push(latency)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return { latenciesMs, elapsedMs: performance.now() - startedAt }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** Runs `work` and resolves with its result and how long it took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const startedAt = performance.now()
  const result = await work()
  return { result, ms: performance.now() - startedAt }
}
