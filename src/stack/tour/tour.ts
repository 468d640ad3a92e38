import { randomBytes } from 'node:crypto'
import { Pool } from 'pg'
import { createLedger } from '../../ledger/ledger.ts'
import type { Anvil } from '../anvil.ts'
import type { MerchantStandIn } from '../merchant-stand-in.ts'
import type { Quittance } from '../quittance.ts'
import type { StripeStandIn } from '../stripe-stand-in.ts'
import { together } from '../teardown.ts'
import { tourChain } from './chain.ts'
import { type Guide, guideOf } from './guide.ts'
import { mintedRows } from './minted.ts'
import { settledRows } from './settled.ts'
import { partsOfTour, type Stop } from './stops.ts'
import { subscribedRows } from './subscribed.ts'
import { type Row, table } from './table.ts'
import { shownInTemporal } from './temporal.ts'
import { mailsSent, merchantTold } from './told.ts'
import { visit } from './visit.ts'

/** What the tour shows, and a line below the table on what does not fit in. */
interface Seen {
  readonly rows: readonly Row[]
  readonly line: string
}

/** Who is played on this machine. */
interface StandIns {
  readonly stripe: StripeStandIn
  readonly merchant: MerchantStandIn
}

/** Sends real signed webhooks to the running service and prints what became of each. False when one did not do as it must. */
export async function tour(
  quittance: Quittance,
  { stripe, merchant }: StandIns,
  print: (line: string) => void,
): Promise<boolean> {
  const guide = guideOf(quittance, randomBytes(3).toString('hex'))
  const [visited, subscribed, onChain] = await together([
    together(partsOfTour(guide.id).map((stops) => visitAll(guide, stops))),
    subscribedRows(guide),
    quittance.chain === undefined ? notHere : seeChain(guide, quittance, quittance.chain, stripe),
  ])
  const rows = [...visited.flat(), ...subscribed, ...onChain.rows]
  const temporal = await shownInTemporal(
    quittance,
    rows.map(({ workflow }) => workflow),
  )
  const told = [await mailsSent(guide, quittance.mail), await merchantTold(guide, merchant)]
  const lines = [
    '',
    ...table(rows),
    '',
    `  ${onChain.line}`,
    ...told.flatMap(({ lines }) => lines),
    ...temporal.lines,
  ]
  for (const line of lines) print(line)
  return temporal.ok && told.every(({ ok }) => ok) && rows.every(({ ok }) => ok)
}

const notHere: Seen = { rows: [], line: 'The chain is yours: the tour pays nothing and mints nothing on it' }

async function visitAll(guide: Guide, stops: readonly Stop[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const stop of stops) rows.push(await visit(guide, stop))
  return rows
}

/** One after the other: no token is minted while no block is mined. */
async function seeChain(
  guide: Guide,
  { databaseUrl }: Quittance,
  anvil: Anvil,
  stripe: StripeStandIn,
): Promise<Seen> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 })
  // When the service is stopped half-way; unheard, it would end this process before all is stopped.
  pool.on('error', () => undefined)
  try {
    const chain = tourChain(anvil)
    const settled = await settledRows(guide, createLedger(pool), chain)
    const { rows, line } = await mintedRows(guide, chain, stripe)
    return { rows: [...settled, ...rows], line }
  } finally {
    await pool.end()
  }
}
