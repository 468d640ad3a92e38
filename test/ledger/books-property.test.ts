import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Statement } from '../../src/domain/fact.ts'
import type { RegisteredOrder } from '../../src/domain/fold-money.ts'
import type { MintStatement } from '../../src/ledger/mints.ts'
import { Claimers, liveMints } from './claimers.ts'
import {
  expectBooks,
  type Harness,
  newAccount,
  openLedger,
  stateUntilDone,
  untilDone,
  whileKilling,
} from './ledger-harness.ts'
import { StandingMints } from './mint-model.ts'
import { Names, paymentsOf, type Registered } from './oracle.ts'
import { expectedProblems, ordersPaidTwice, shownProblems } from './problems.ts'
import {
  type Figure,
  figure,
  inAccount,
  type Registration,
  registration,
  statementAbout,
} from './random-facts.ts'
import { mintAbout, mintClaimAbout } from './random-mints.ts'

let harness: Harness

beforeAll(async () => {
  harness = await openLedger()
})

afterAll(() => harness.close())

/** Claims of mints, and what is minted, of so many payments. */
const mintingOf = (payments: number) => {
  const group = fc.integer({ min: 0, max: payments - 1 })
  const eventKey = fc.integer({ min: 0, max: 4 }).map((n) => `evt-${n}`)
  return fc.record({
    claims: fc.array(
      group.chain((of) => mintClaimAbout(of, eventKey, fc.constant('a'))),
      { maxLength: 8 },
    ),
    mints: fc.array(group.chain(mintAbout), { maxLength: 4 }),
  })
}

/** Statements that cannot contradict one another, how they and claims arrive, and orders registered before any of them. */
const runOf = (figures: fc.Arbitrary<Figure>) =>
  fc
    .tuple(fc.array(figures, { minLength: 1, maxLength: 3 }), fc.integer({ min: 2, max: 8 }))
    .chain(([figures, perPayment]) =>
      fc.tuple(
        mintingOf(figures.length),
        ...figures.flatMap((figure, group) =>
          Array.from({ length: perPayment }, (_, n) =>
            statementAbout(group, figure, fc.constant(`evt-${group}-${n}`)),
          ),
        ),
      ),
    )
    .chain(([minting, ...statements]) =>
      fc.record({
        minting: fc.constant(minting),
        statements: fc.constant(statements),
        arriving: fc
          .subarray(statements)
          .chain((again) =>
            fc.shuffledSubarray([...statements, ...again], { minLength: statements.length + again.length }),
          ),
        registrations: fc.array(registration, { maxLength: 2 }),
      }),
    )

const consistentRun = runOf(figure)

type ConsistentRun = typeof consistentRun extends fc.Arbitrary<infer Run> ? Run : never

/** As they stand: of those that run beside payments, some are refused. */
async function registeredOrders(account: string): Promise<Registered> {
  const { rows } = await harness.pool.query<Registration & { owner: string | null }>(
    'select reference, amount, asset, owner from ledger."order" where account = $1 and registered_at is not null',
    [account],
  )
  return new Map(
    rows.map(({ reference, amount, asset, owner }): [string, RegisteredOrder] => [
      reference,
      { amount: BigInt(amount), asset, ...(owner === null ? {} : { owner }) },
    ]),
  )
}

const register = (account: string, { owner, ...order }: Registration): Promise<void> =>
  untilDone(() =>
    harness.ledger.registerOrder({ account, ...order, ...(owner === undefined ? {} : { owner }) }),
  )

/** States what arrives all at once, `arrive` seeing to it, and compares. */
async function runAndCompare(
  generated: ConsistentRun,
  arrive: (stating: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const account = newAccount()
  const { statements, minting, arriving, registrations } = inAccount(account, generated)
  for (const order of registrations) await register(account, order)
  const claimers = new Claimers(harness.ledger)
  await arrive(() =>
    Promise.all([
      ...arriving.map((statement) => stateUntilDone(harness.ledger, statement)),
      ...minting.claims.map((claim) => claimers.claim(claim)),
      ...minting.mints.map((mint) => untilDone(() => harness.ledger.stateMint(mint))),
    ]),
  )
  expect(claimers.mostOfOneKey()).toBeLessThan(2)

  const { payments, orders } = await compare(account, statements, minting.mints)
  const expected = expectedProblems(payments, (reference) => orders.get(reference))
  expect(await shownProblems(harness.pool, account)).toEqual(expected)
  const paidTwice = await ordersPaidTwice(harness.pool, account)
  expect(paidTwice.filter(({ paid, shown }) => shown < paid - 1)).toEqual([])
}

async function compare(
  account: string,
  statements: readonly Statement[],
  mints: readonly MintStatement[] = [],
) {
  const names = new Names()
  for (const statement of statements) names.join(statement)
  const orders = await registeredOrders(account)
  const standing = new StandingMints()
  for (const mint of mints) standing.state(mint)
  const minting = { live: await liveMints(harness.pool, account), standing: standing.all() }
  const payments = paymentsOf(account, names, statements, orders, minting)
  await expectBooks(harness, account, payments, orders)
  expect(await harness.ledger.drift()).toEqual([])
  return { payments, orders }
}

/** A registration that comes when another amount is paid is refused, as it should be. */
const registerIfOpen = (account: string, order: Registration): Promise<void> =>
  register(account, order).catch((error: unknown) =>
    expect(error).toMatchObject({ code: 'ORDER_ALREADY_PAID' }),
  )

test('any facts, mints and claims, in any order, repeated and from six connections at once, give the books of the oracle', async () => {
  const runs = fc.asyncProperty(consistentRun, (run) => runAndCompare(run, (stating) => stating()))
  await fc.assert(runs, { numRuns: 75 })
})

test('mints that are claimed while their payments are joined, refunded and undone give the books of the oracle', async () => {
  const toMint = runOf(fc.constant({ amount: '100', asset: 'USD', value: 'mint' }))
  const runs = fc.asyncProperty(toMint, (run) => runAndCompare(run, (stating) => stating()))
  await fc.assert(runs, { numRuns: 40 })
})

test('orders registered while their payments come give the books of the oracle', async () => {
  const runs = fc.asyncProperty(consistentRun, async (generated) => {
    const account = newAccount()
    const { statements, arriving, registrations } = inAccount(account, generated)
    await Promise.all([
      ...registrations.map((order) => registerIfOpen(account, order)),
      ...arriving.map((statement) => stateUntilDone(harness.ledger, statement)),
    ])
    await compare(account, statements)
  })
  await fc.assert(runs, { numRuns: 40 })
})

test('connections that are killed while facts are stated lose nothing and double nothing', async () => {
  let killed = 0
  const runs = fc.asyncProperty(consistentRun, (run) =>
    runAndCompare(run, async (stating) => {
      killed += await whileKilling(harness, 6, stating)
    }),
  )
  await fc.assert(runs, { numRuns: 12, endOnFailure: true })
  expect(killed).toBeGreaterThan(12)
})
