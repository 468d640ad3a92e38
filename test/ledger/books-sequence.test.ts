import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { leadOf } from '../../src/domain/books.ts'
import { FulfilmentError } from '../../src/domain/errors.ts'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import type { RegisteredOrder } from '../../src/domain/fold-money.ts'
import { expectBooks, type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { Names, paymentsOf, type Registered } from './oracle.ts'
import { figure, inAccount, type Registration, registration, statementAbout } from './random-facts.ts'

let harness: Harness

beforeAll(async () => {
  harness = await openLedger(1)
})

afterAll(() => harness.close())

/** Money may come with its figure, without the amount, or without both. */
const FIGURES_STATED = [
  (fact: Fact) => fact,
  withoutAmount,
  (fact: Fact) => withoutAsset(withoutAmount(fact)),
]

function withoutAmount(fact: Fact): Fact {
  if (fact.type !== 'money') return fact
  const { amount: _, ...rest } = fact
  return rest
}

function withoutAsset(fact: Fact): Fact {
  if (fact.type !== 'money') return fact
  const { asset: _, ...rest } = fact
  return rest
}

type Step =
  | { readonly type: 'state'; readonly statement: Statement }
  | { readonly type: 'register'; readonly order: Registration }

/** Few events, so that they are often restated: with another figure, time, name, or about another payment. */
const step: fc.Arbitrary<Step> = fc.oneof<fc.MaybeWeightedArbitrary<Step>[]>(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 2 }), figure)
      .chain(([group, figure]) =>
        statementAbout(
          group,
          figure,
          fc.integer({ min: 0, max: 7 }).map((n) => `evt-${n}`),
        ),
      )
      .chain((statement) =>
        fc.constantFrom(...FIGURES_STATED).map((stated) => ({ ...statement, fact: stated(statement.fact) })),
      )
      .map((statement) => ({ type: 'state', statement })),
  },
  { weight: 1, arbitrary: registration.map((order) => ({ type: 'register', order })) },
)

/** What the account's history comes to by the oracle, one accepted step after another. */
class Model {
  private readonly account: string
  private facts = new Map<string, Statement>()
  private accepted: readonly Statement[] = []
  orders: Registered = new Map()

  constructor(account: string) {
    this.account = account
  }

  payments(facts = this.facts, accepted = this.accepted, orders = this.orders) {
    const names = new Names()
    for (const statement of accepted) names.join(statement)
    return paymentsOf(this.account, names, facts.values(), orders)
  }

  /** @throws FulfilmentError what the ledger must refuse it with */
  state(statement: Statement): void {
    const facts = new Map(this.facts).set(statement.eventKey, statement)
    const accepted = [...this.accepted, statement]
    this.payments(facts, accepted)
    this.facts = facts
    this.accepted = accepted
  }

  register({ reference, amount, asset, owner = this.orders.get(reference)?.owner }: Registration): void {
    const payments = this.payments().filter((payment) => payment.orderReference === reference)
    const lead = leadOf(payments, this.orders.get(reference))?.money
    if (lead && (String(lead.amount) !== amount || lead.asset !== asset)) {
      throw new FulfilmentError({ code: 'ORDER_ALREADY_PAID', retryable: false, message: reference })
    }
    const order: RegisteredOrder = {
      amount: BigInt(amount),
      asset,
      ...(owner === undefined ? {} : { owner }),
    }
    const orders = new Map(this.orders).set(reference, order)
    this.payments(this.facts, this.accepted, orders)
    this.orders = orders
  }
}

async function refusalOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt()
  } catch (error) {
    if (error instanceof FulfilmentError) return `refused ${error.retryable}`
    throw error
  }
  return 'accepted'
}

async function take({ ledger }: Harness, account: string, step: Step): Promise<unknown> {
  if (step.type === 'state') return ledger.stateFact(step.statement, { finish: true })
  const { owner, ...order } = step.order
  return ledger.registerOrder({ account, ...order, ...(owner === undefined ? {} : { owner }) })
}

test('whatever is stated, restated, contradicted or registered, the books are the oracle’s after every step', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (generated) => {
      const account = newAccount()
      const model = new Model(account)
      for (const step of inAccount(account, generated)) {
        const expected = await refusalOf(() =>
          step.type === 'state' ? model.state(step.statement) : model.register(step.order),
        )
        expect(await refusalOf(() => take(harness, account, step))).toBe(expected)
        await expectBooks(harness, account, model.payments(), model.orders)
      }
      expect(await harness.ledger.drift()).toEqual([])
    }),
    { numRuns: 60 },
  )
})
