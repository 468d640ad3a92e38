import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, newAccount, openLedger, stateUntilDone } from '../ledger/ledger-harness.ts'
import { holdingProblems, ordersPaidTwice, shownProblems } from '../ledger/problems.ts'
import { figure, inAccount, registration, statementAbout } from '../ledger/random-facts.ts'

let harness: Harness
beforeAll(async () => {
  harness = await openLedger(4)
})
afterAll(() => harness.close())

const run = fc.array(figure, { minLength: 2, maxLength: 2 }).chain((figures) =>
  fc.record({
    registrations: fc.array(registration, { maxLength: 2 }),
    statements: fc.tuple(
      ...figures.flatMap((one, group) =>
        Array.from({ length: 4 }, (_, n) => statementAbout(group, one, fc.constant(`evt-${group}-${n}`))),
      ),
    ),
    order: fc.shuffledSubarray([...Array(figures.length * 4).keys()], { minLength: figures.length * 4 }),
  }),
)

type Run = typeof run extends fc.Arbitrary<infer T> ? T : never

/** States what was generated, refused or not, in an account of its own. */
const stateAll = async (generated: Run, account: string) => {
  const { registrations, statements, order } = inAccount(account, generated)
  for (const { owner, ...one } of registrations)
    await harness.ledger.registerOrder({ account, ...one, ...(owner === undefined ? {} : { owner }) })
  for (const n of order) {
    const statement = statements[n]
    if (statement) await stateUntilDone(harness.ledger, statement).catch(() => undefined)
  }
}

test('whatever a person must look at has been shown with some event', async () => {
  const codes = new Set<string | undefined>()
  const isShown = fc.asyncProperty(run, async (generated) => {
    const account = newAccount()
    await stateAll(generated, account)
    const holding = await holdingProblems(harness.pool, account)
    for (const problem of holding) codes.add(problem.split(' ')[0])
    expect(await shownProblems(harness.pool, account)).toEqual(holding)
  })
  await fc.assert(isShown, { numRuns: 150 })
  const codesOfPayments = [
    'EFFECT_CONFLICT',
    'ORDER_AMOUNT_MISMATCH',
    'OWNER_UNKNOWN',
    'REFUND_EXCEEDS_PAYMENT',
  ]
  expect(codes).toEqual(new Set(codesOfPayments))
})

// Which of two payments is the surplus does not matter; that one of them is shown does.
test('an order that two payments pay shows one of them', async () => {
  let seen = 0
  const isShown = fc.asyncProperty(run, async (generated) => {
    const account = newAccount()
    await stateAll(generated, account)
    const orders = await ordersPaidTwice(harness.pool, account)
    seen += orders.length
    expect(orders.filter(({ paid, shown }) => shown < paid - 1)).toEqual([])
  })
  await fc.assert(isShown, { numRuns: 150 })
  expect(seen).toBeGreaterThan(5)
})
