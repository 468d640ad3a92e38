import { setTimeout as sleep } from 'node:timers/promises'
import { mintedBatch } from './events.ts'
import { openLoop, percentile, timed } from './load.ts'
import { type System, startSystem } from './system.ts'

interface Waits {
  readonly p50: number
  readonly p99: number
}

export interface ServiceMintFigures {
  readonly name: string
  readonly payments: number
  readonly mintsPerS: number
  /** From the first byte of the webhook to the block, in milliseconds. */
  readonly mined: Waits
  /** The same, to the effect's end: the block is safe. */
  readonly safe: Waits
}

const WITHIN_MS = 300_000
const POLL_MS = 250

/** The whole way: signed webhook → answer → workflow → outbox → block, at a fixed rate, on fresh servers. */
export async function mintingService(
  pace: { perSecond: number },
  total: number,
): Promise<ServiceMintFigures> {
  const system = await startSystem({ chain: true })
  try {
    await run(system, pace.perSecond, 10)
    return await run(system, pace.perSecond, total)
  } finally {
    await system.stop()
  }
}

async function run(system: System, perSecond: number, payments: number): Promise<ServiceMintFigures> {
  const batch = mintedBatch(system)
  const { ms } = await timed(async () => {
    await openLoop(perSecond, payments, batch.send)
    await allDone(system, batch.id, payments)
  })
  const { rows } = await system.pool.query<{ n: number; mined: string; safe: string }>(REACHED, [
    `pi\\_${batch.id}\\_%`,
  ])
  const waits = (at: (row: (typeof rows)[number]) => string): Waits => {
    const taken = rows.map((row) => Number(at(row)) - (batch.sentAtMs[row.n] ?? Number.NaN))
    return { p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) }
  }
  return {
    name: `${perSecond} payments/s`,
    payments,
    mintsPerS: (payments * 1_000) / ms,
    mined: waits(({ mined }) => mined),
    safe: waits(({ safe }) => safe),
  }
}

const REACHED = `
  select substring(m.payment_id from '\\d+$')::int as n,
    extract(epoch from (select min(t.at) from mint.transition t where t.mint_id = m.mint_id and t.to_status = 'mined'))
      * 1000 as mined,
    extract(epoch from e.done_at) * 1000 as safe
  from mint.mint m
  join ledger.payment p on (p.account, p.payment_id) = (m.account, m.payment_id)
  join ledger.effect e on e.payment = p.id and e.effect = 'mint' and e.state = 'done'
  where m.payment_id like $1`

async function allDone(system: System, id: string, payments: number): Promise<void> {
  const deadline = Date.now() + WITHIN_MS
  for (;;) {
    const { rowCount } = await system.pool.query(REACHED, [`pi\\_${id}\\_%`])
    if (rowCount === payments) return
    if (Date.now() > deadline) throw new Error(`${payments - (rowCount ?? 0)} of ${payments} were not minted`)
    await sleep(POLL_MS)
  }
}
