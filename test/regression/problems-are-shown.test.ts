import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, newAccount, openLedger, stateUntilDone } from '../ledger/ledger-harness.ts'
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

/** Problems that hold and that no event was told of. */
const unshown = async (account: string, code: string) =>
  (
    await harness.pool.query(
      `select p.payment_id, h.code, h.subject from ledger.payment p
         left join ledger."order" o on o.account = p.account and o.reference = p.order_reference
         cross join lateral ledger.problems_of(p, o) h
       where p.account = $1 and p.merged_into is null and h.code = $2 and not exists (
         select from ledger.payment_problem s
         where s.payment = p.id and s.closed_at is null and (s.code, s.subject) = (h.code, h.subject))`,
      [account, code],
    )
  ).rows

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

test.each([['OWNER_UNKNOWN'], ['REFUND_EXCEEDS_PAYMENT'], ['EFFECT_CONFLICT'], ['ORDER_AMOUNT_MISMATCH']])(
  'whatever is %s has been shown with some event',
  async (code) => {
    const isShown = fc.asyncProperty(run, async (generated) => {
      const account = newAccount()
      await stateAll(generated, account)
      expect(await unshown(account, code)).toEqual([])
    })
    await fc.assert(isShown, { numRuns: 100 })
  },
)

/** Orders that several payments pay, and how many of these were shown as a surplus. */
const PAID_TWICE = `
  select p.order_reference as reference, count(*)::integer as paid, count(s.id)::integer as shown
  from ledger.payment p
  left join ledger."order" o on o.account = p.account and o.reference = p.order_reference
  left join ledger.payment_problem s
    on s.payment = p.id and s.closed_at is null and s.code = 'ORDER_ALREADY_PAID'
  where p.account = $1 and p.merged_into is null and p.paid > 0 and ledger.matches_order(p, o)
  group by 1 having count(*) > 1`

// Which of two payments is the surplus does not matter; that one of them is shown does.
test('an order that two payments pay shows one of them', async () => {
  let seen = 0
  const isShown = fc.asyncProperty(run, async (generated) => {
    const account = newAccount()
    await stateAll(generated, account)
    const { rows } = await harness.pool.query<{ paid: number; shown: number }>(PAID_TWICE, [account])
    seen += rows.length
    expect(rows.filter(({ paid, shown }) => shown < paid - 1)).toEqual([])
  })
  await fc.assert(isShown, { numRuns: 150 })
  expect(seen).toBeGreaterThan(5)
})
