import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createChain } from '../src/chain/chain.ts'
import { mintIdOf } from '../src/chain/mint-call.ts'
import { createMintChain, createMintSigner } from '../src/chain/mint-chain.ts'
import { createSigner } from '../src/chain/signer.ts'
import { migrate } from '../src/migrate.ts'
import { createMintOutbox, type MintOutbox } from '../src/mint/outbox.ts'
import { type Pump, pumpPass } from '../src/mint/pump-pass.ts'
import { startAnvil } from '../src/stack/anvil.ts'
import { createDatabase } from '../src/stack/create-database.ts'
import { startPostgres } from '../src/stack/postgres.ts'
import { buildUp } from '../src/stack/teardown.ts'
import { percentile } from './load.ts'

export interface PumpFigures {
  readonly maxBatch: number
  readonly mints: number
  readonly mintsPerS: number
  readonly transactions: number
  /** From the request to the block, in milliseconds. */
  readonly minedP50: number
  readonly minedP99: number
}

const LTZ = 10n ** 18n
const BLOCK_TIME_S = 1
const FEE_CAP = 500n * 10n ** 9n
const BETWEEN_PASSES_MS = 100

/** The pump by itself: outbox, signatures and chain; all mints are asked for at once. */
export async function pumpAlone(
  runs: readonly { maxBatch: number; mints: number }[],
): Promise<PumpFigures[]> {
  const { pump, pool, stop } = await startPump()
  try {
    const figures: PumpFigures[] = []
    for (const { maxBatch, mints } of runs) figures.push(await drain({ ...pump, maxBatch }, pool, mints))
    return figures
  } finally {
    await stop()
  }
}

type BenchPump = Pump & { readonly outbox: MintOutbox; readonly maxBatch: number }

async function drain(pump: BenchPump, pool: pg.Pool, mints: number): Promise<PumpFigures> {
  const id = randomBytes(4).toString('hex')
  for (let n = 0; n < mints; n += 1) await pump.outbox.requestMint(requestOf(id, n, pump.chain))
  await pool.query(`update mint.mint set requested_at = clock_timestamp() where payment_id like $1`, [
    `${id}-%`,
  ])
  const startedAt = performance.now()
  while ((await openMints(pool, id)) > 0) {
    await pumpPass(pump)
    await sleep(BETWEEN_PASSES_MS)
  }
  const mintsPerS = (mints * 1_000) / (performance.now() - startedAt)
  const { rows } = await pool.query<{ ms: string; transactions: string }>(MINED, [`${id}-%`])
  const waits = rows.map(({ ms }) => Number(ms))
  return {
    maxBatch: pump.maxBatch,
    mints,
    mintsPerS,
    transactions: Number(rows[0]?.transactions),
    minedP50: percentile(waits, 0.5),
    minedP99: percentile(waits, 0.99),
  }
}

const MINED = `
  select extract(epoch from min(t.at) - m.requested_at) * 1000 as ms,
    (select count(distinct b.tx) from mint.mint_tx b join mint.mint o using (mint_id) where o.payment_id like $1)
      as transactions
  from mint.mint m join mint.transition t using (mint_id)
  where m.payment_id like $1 and t.to_status = 'mined' group by m.mint_id, m.requested_at`

async function openMints(pool: pg.Pool, id: string): Promise<number> {
  const { rows } = await pool.query<{ open: number }>(
    `select count(*)::int as open from mint.mint
     where payment_id like $1 and status not in ('mined', 'safe', 'final')`,
    [`${id}-%`],
  )
  return rows[0]?.open ?? 0
}

function requestOf(id: string, n: number, { chainId, contract }: Pump['chain']) {
  const payment = { account: 'bench', paymentId: `${id}-${n}` }
  const to = `0x${randomBytes(20).toString('hex')}` as const
  return { id: mintIdOf(payment), ...payment, to, amount: LTZ, chainId, contract, asset: 'LTZ' }
}

const startPump = () =>
  buildUp(async (teardown) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'quittance-bench-'))
    chmodSync(dataDir, 0o755)
    teardown.add(async () => rmSync(dataDir, { recursive: true, force: true }))
    const postgres = await startPostgres({ dataDir })
    teardown.add(postgres.stop)
    const anvil = await startAnvil({ dataDir, blockTimeS: BLOCK_TIME_S })
    teardown.add(anvil.stop)
    const databaseUrl = await createDatabase(postgres.url, 'bench')
    await migrate({ databaseUrl })
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 5 })
    teardown.add(() => pool.end())
    const { rpcUrl, chainId, contractAddress: contract, minterKey } = anvil
    const outbox = createMintOutbox(pool)
    const chain = createMintChain(createChain({ rpcUrls: [rpcUrl], chainId, contract }), FEE_CAP)
    return { pool, pump: { outbox, chain, signer: createMintSigner(createSigner(minterKey)) } }
  })
