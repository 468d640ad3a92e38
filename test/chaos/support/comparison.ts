import type pg from 'pg'
import { type Hex, parseAbi } from 'viem'
import { createLedger } from '../../../src/ledger/ledger.ts'
import { createMintOutbox } from '../../../src/mint/outbox.ts'
import type { ChaosPayment } from './payments.ts'
import type { ChaosChain } from './servers.ts'

/** What was asked for against what is: books, outbox and chain, each by its own account. */
export interface Comparison {
  /** Wallets that hold more than was asked for them, and less. */
  readonly doubled: number
  readonly missing: number
  /** Owners whose balances are not what their payments come to. */
  readonly wrongBalances: readonly string[]
  /** Assets whose entries do not add up to zero. */
  readonly unbalanced: number
  readonly drift: number
  /** All of it in minor units of LTZ. */
  readonly asked: bigint
  readonly inLedger: bigint
  readonly inOutbox: bigint
  readonly onChain: bigint
  /** Mints asked for, and effects that are done by a transaction which is on chain. */
  readonly mints: number
  readonly proven: number
}

interface Compared {
  readonly pool: pg.Pool
  readonly chain: ComparedChain
}

type ComparedChain = Pick<ChaosChain, 'control' | 'contract' | 'chain'>

const TOKEN = parseAbi([
  'function balanceOf(address) view returns (uint256)',
  'function totalSupply() view returns (uint256)',
])

export const compare = async (
  { pool, chain }: Compared,
  payments: readonly ChaosPayment[],
): Promise<Comparison> => {
  const ledger = createLedger(pool)
  const mints = payments.flatMap(({ mint }) => (mint === undefined ? [] : [mint]))
  const held = await Promise.all(mints.map(({ wallet }) => balanceOf(chain, wallet)))
  const among = (is: (held: bigint, asked: bigint) => boolean): number =>
    mints.filter(({ amount }, n) => is(held[n] ?? 0n, amount)).length
  const [minted, tally, drift] = await Promise.all([
    ledger.minted(chain.chain.chainId),
    createMintOutbox(pool).tally(chain.chain.chainId),
    ledger.drift(),
  ])
  return {
    doubled: among((has, asked) => has > asked),
    missing: among((has, asked) => has < asked),
    wrongBalances: differences(wantedBalances(payments), await readBalances(pool)),
    unbalanced: await countUnbalanced(pool),
    drift: drift.length,
    asked: sum(mints.map(({ amount }) => amount)),
    inLedger: sum(minted.map(({ amount }) => BigInt(amount))),
    inOutbox: sum(tally.filter(({ status }) => status === 'final').map(({ amount }) => amount)),
    onChain: await totalSupply(chain),
    mints: mints.length,
    proven: await countProven(pool, chain),
  }
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

const balanceOf = ({ control, contract }: ComparedChain, wallet: Hex): Promise<bigint> =>
  control.readContract({ address: contract, abi: TOKEN, functionName: 'balanceOf', args: [wallet] })

/** Without what may still be undone. */
const totalSupply = ({ control, contract }: ComparedChain): Promise<bigint> =>
  control.readContract({ address: contract, abi: TOKEN, functionName: 'totalSupply', blockTag: 'finalized' })

type Balances = ReadonlyMap<string, bigint>

const wantedBalances = (payments: readonly ChaosPayment[]): Balances => {
  const wanted = new Map<string, bigint>()
  for (const { credit } of payments) {
    if (credit === undefined) continue
    const key = `${credit.owner} ${credit.asset} available`
    wanted.set(key, (wanted.get(key) ?? 0n) + credit.amount)
  }
  return wanted
}

/** Whatever anybody but the system has, minted tokens aside. */
const readBalances = async (pool: pg.Pool): Promise<Balances> => {
  const { rows } = await pool.query<{ key: string; amount: string }>(
    `select concat_ws(' ', a.owner, a.asset, a.kind) as key, b.amount::text
      from ledger.account a join ledger.balance b on b.account_id = a.id
      where a.owner not like 'sys:%' and a.kind <> 'minted' and b.amount <> 0`,
  )
  return new Map(rows.map(({ key, amount }) => [key, BigInt(amount)]))
}

const differences = (wanted: Balances, found: Balances): string[] =>
  [...new Set([...wanted.keys(), ...found.keys()])]
    .filter((key) => (wanted.get(key) ?? 0n) !== (found.get(key) ?? 0n))
    .map((key) => `${key}: ${found.get(key) ?? 0n} instead of ${wanted.get(key) ?? 0n}`)

const countUnbalanced = async (pool: pg.Pool): Promise<number> => {
  const { rowCount } = await pool.query('select from ledger.entry group by asset having sum(amount) <> 0')
  return rowCount ?? 0
}

const countProven = async (pool: pg.Pool, { control }: ComparedChain): Promise<number> => {
  const { rows } = await pool.query<{ hash: Hex }>(
    `select result->>'txHash' as hash from ledger.effect where effect = 'mint' and state = 'done'`,
  )
  const proofs = await Promise.all(
    rows.map(({ hash }) => control.getTransactionReceipt({ hash }).catch(() => undefined)),
  )
  return proofs.filter((receipt) => receipt?.status === 'success').length
}
