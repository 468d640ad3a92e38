import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RegisteredOrder } from '../../src/domain/fold-money.ts'
import {
  expectBooks,
  type Harness,
  newAccount,
  openLedger,
  stateUntilDone,
  whileKilling,
} from './ledger-harness.ts'
import { Names, paymentsOf, type Registered } from './oracle.ts'
import { figure, inAccount, type Registration, registration, statementAbout } from './random-facts.ts'

let harness: Harness

beforeAll(async () => {
  harness = await openLedger()
})

afterAll(() => harness.close())

/** Statements that cannot contradict one another, how they arrive, and orders registered before any of them. */
const consistentRun = fc
  .tuple(fc.array(figure, { minLength: 1, maxLength: 3 }), fc.integer({ min: 2, max: 8 }))
  .chain(([figures, perPayment]) =>
    fc.tuple(
      ...figures.flatMap((figure, group) =>
        Array.from({ length: perPayment }, (_, n) =>
          statementAbout(group, figure, fc.constant(`evt-${group}-${n}`)),
        ),
      ),
    ),
  )
  .chain((statements) =>
    fc.record({
      statements: fc.constant(statements),
      arriving: fc
        .subarray(statements)
        .chain((again) =>
          fc.shuffledSubarray([...statements, ...again], { minLength: statements.length + again.length }),
        ),
      registrations: fc.array(registration, { maxLength: 2 }),
    }),
  )

type ConsistentRun = typeof consistentRun extends fc.Arbitrary<infer Run> ? Run : never

function registeredBy(registrations: readonly Registration[]): Registered {
  const orders = new Map<string, RegisteredOrder>()
  for (const { reference, amount, asset, owner = orders.get(reference)?.owner } of registrations) {
    orders.set(reference, { amount: BigInt(amount), asset, ...(owner === undefined ? {} : { owner }) })
  }
  return orders
}

/** States what arrives all at once, `arrive` seeing to it, and compares. */
async function runAndCompare(
  generated: ConsistentRun,
  arrive: (stating: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const account = newAccount()
  const { statements, arriving, registrations } = inAccount(account, generated)
  for (const { owner, ...order } of registrations) {
    await harness.ledger.registerOrder({ account, ...order, ...(owner === undefined ? {} : { owner }) })
  }
  await arrive(() => Promise.all(arriving.map((statement) => stateUntilDone(harness.ledger, statement))))

  const names = new Names()
  for (const statement of statements) names.join(statement)
  const orders = registeredBy(registrations)
  await expectBooks(harness, account, paymentsOf(account, names, statements, orders), orders)
  expect(await harness.ledger.drift()).toEqual([])
}

test('any facts, in any order, repeated and from six connections at once, give the books of the oracle', async () => {
  const runs = fc.asyncProperty(consistentRun, (run) => runAndCompare(run, (stating) => stating()))
  await fc.assert(runs, { numRuns: 100 })
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
