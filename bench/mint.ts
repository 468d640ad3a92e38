import { type PumpFigures, pumpAlone } from './mint-pump.ts'
import { mintingService, type ServiceMintFigures } from './mint-service.ts'

const PUMP_RUNS = [
  { maxBatch: 1, mints: 100 },
  { maxBatch: 10, mints: 1_000 },
  { maxBatch: 100, mints: 3_000 },
] as const

/** `npm run bench -- mint`: what the pump can do by itself, and what a buyer waits for, on blocks of one second. */
export async function benchMint(say: (line: string) => void): Promise<void> {
  const pump = await pumpAlone(PUMP_RUNS)
  say('\n| pump alone, 1 s blocks | mints | transactions | mints/s | requested → mined p50 / p99 ms |')
  say('|---|---|---|---|---|')
  for (const figures of pump) say(pumpRow(figures))
  say(
    '\n| service, 1 s blocks | payments | mints/s | webhook → mined p50 / p99 ms | → effect done (safe) p50 / p99 ms |',
  )
  say('|---|---|---|---|---|')
  for (const pace of [{ perSecond: 2 }, { perSecond: 10 }]) say(serviceRow(await mintingService(pace, 100)))
}

const ms = (value: number): string => value.toFixed(0)

function pumpRow({ maxBatch, mints, transactions, mintsPerS, minedP50, minedP99 }: PumpFigures): string {
  return `| batches of up to ${maxBatch} | ${mints} | ${transactions} | ${mintsPerS.toFixed(1)} | ${ms(minedP50)} / ${ms(minedP99)} |`
}

function serviceRow({ name, payments, mintsPerS, mined, safe }: ServiceMintFigures): string {
  const pair = ({ p50, p99 }: { p50: number; p99: number }) => `${ms(p50)} / ${ms(p99)}`
  return `| ${name} | ${payments} | ${mintsPerS.toFixed(1)} | ${pair(mined)} | ${pair(safe)} |`
}
