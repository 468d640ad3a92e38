import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FulfilmentError } from '../../src/domain/errors.ts'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import type { EffectClaim } from '../../src/ledger/effects.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { MintStatement } from '../../src/ledger/mints.ts'
import { BooksModel } from './books-model.ts'
import { expectBooks, type Harness, newAccount, openLedger } from './ledger-harness.ts'
import {
  ACCOUNT,
  type Figure,
  figure,
  inAccount,
  type Registration,
  registration,
  statementAbout,
} from './random-facts.ts'
import { mintAbout, mintClaimAbout } from './random-mints.ts'
import { mintClaim } from './statements.ts'

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
  | { readonly type: 'claim'; readonly claim: EffectClaim }
  /** Ends the n-th effect that was claimed, if there is one. */
  | { readonly type: 'finish'; readonly n: number; readonly state: 'done' | 'skipped' }
  | { readonly type: 'mint'; readonly mint: MintStatement }

/** Few of everything, so that they meet: payments, and events that restate another figure, time, name or payment. */
const group = fc.integer({ min: 0, max: 2 })
const eventKey = fc.integer({ min: 0, max: 7 }).map((n) => `evt-${n}`)

const stating = (figures: fc.Arbitrary<Figure>): fc.Arbitrary<Step> =>
  fc
    .tuple(group, figures)
    .chain(([group, figure]) => statementAbout(group, figure, eventKey))
    .chain((statement) =>
      fc.constantFrom(...FIGURES_STATED).map((stated) => ({ ...statement, fact: stated(statement.fact) })),
    )
    .map((statement) => ({ type: 'state', statement }))

const claiming: fc.Arbitrary<Step> = group
  .chain((group) => mintClaimAbout(group, eventKey, fc.constantFrom('a', 'a', 'b')))
  .map((claim) => ({ type: 'claim', claim }))

const finishing: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('finish'),
  n: fc.integer({ min: 0, max: 2 }),
  state: fc.constantFrom('done', 'skipped'),
})

const minting: fc.Arbitrary<Step> = group.chain(mintAbout).map((mint) => ({ type: 'mint', mint }))

const anyStep: fc.Arbitrary<Step> = fc.oneof<fc.MaybeWeightedArbitrary<Step>[]>(
  { weight: 8, arbitrary: stating(figure) },
  { weight: 1, arbitrary: registration.map((order) => ({ type: 'register', order })) },
  { weight: 1, arbitrary: claiming },
  { weight: 1, arbitrary: minting },
)

const TO_MINT: Figure = { amount: '100', asset: 'USD', value: 'mint' }

/** Payments that may be minted, two of them claimed and soon to turn out to be one; then anything follows. */
const paidToMint: readonly Step[] = ['0-pi', '0-cs', '1-pi', '2-pi'].map((paymentId, n) => ({
  type: 'state',
  statement: {
    endpoint: ACCOUNT,
    eventKey: `evt-${n}`,
    account: ACCOUNT,
    paymentId,
    refs: [],
    at: new Date(0).toISOString(),
    fact: { type: 'money', state: 'confirmed', ...TO_MINT },
  },
}))
const claimedTwice: readonly Step[] = ['0-pi', '0-cs'].map((paymentId, n) => ({
  type: 'claim',
  claim: mintClaim(ACCOUNT, n, { paymentId, content: 'a', eventKey: `evt-${n}` }),
}))

const mintStep: fc.Arbitrary<Step> = fc.oneof<fc.MaybeWeightedArbitrary<Step>[]>(
  {
    weight: 5,
    arbitrary: stating(
      fc.constantFrom(TO_MINT, TO_MINT, TO_MINT, TO_MINT, { ...TO_MINT, value: 'credit' as const }),
    ),
  },
  { weight: 5, arbitrary: claiming },
  { weight: 1, arbitrary: finishing },
  { weight: 1, arbitrary: minting },
)

/** One account, by the oracle and in Postgres. */
class Run {
  readonly model: BooksModel
  private readonly account: string
  private readonly ledger: Ledger
  /** Of the effects that were claimed, in the order of their claims. */
  private readonly keys: string[] = []
  private readonly finished = new Set<string>()

  constructor(account: string, ledger: Ledger) {
    this.account = account
    this.ledger = ledger
    this.model = new BooksModel(account)
  }

  expected(step: Step): unknown {
    switch (step.type) {
      case 'state':
        return this.model.state(step.statement)
      case 'register':
        return this.model.register(step.order)
      case 'claim':
        return this.model.claim(step.claim)
      case 'finish':
        return this.model.claims.finish(step.n, step.state)
      case 'mint':
        return this.model.mints.state(step.mint)
    }
  }

  async actual(step: Step): Promise<unknown> {
    switch (step.type) {
      case 'state':
        await this.ledger.stateFact(step.statement, { finish: true })
        return
      case 'register': {
        const { owner, ...order } = step.order
        const owned = owner === undefined ? {} : { owner }
        await this.ledger.registerOrder({ account: this.account, ...order, ...owned })
        return
      }
      case 'claim':
        return this.claim(step.claim)
      case 'finish':
        return this.finish(step.n, step.state)
      case 'mint':
        return this.ledger.stateMint(step.mint)
    }
  }

  private async claim(claim: EffectClaim): Promise<string> {
    const { key, state } = await this.ledger.claimEffect(claim)
    if (state === 'claimed' && !this.keys.includes(key)) this.keys.push(key)
    return state
  }

  /** Of what is finished, nothing more is asked here. */
  private async finish(n: number, state: 'done' | 'skipped'): Promise<boolean> {
    const key = this.keys[n]
    if (key === undefined || this.finished.has(key)) return false
    this.finished.add(key)
    await this.ledger.finishEffect(key, state, {})
    return true
  }
}

async function outcomeOf(attempt: () => unknown): Promise<unknown> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof FulfilmentError) return `refused ${error.retryable}`
    throw error
  }
}

async function runAndCompare(generated: readonly Step[]): Promise<void> {
  const account = newAccount()
  const run = new Run(account, harness.ledger)
  for (const step of inAccount(account, generated)) {
    const expected = await outcomeOf(() => run.expected(step))
    expect(await outcomeOf(() => run.actual(step))).toBe(expected)
    await expectBooks(harness, account, run.model.payments(), run.model.orders)
  }
  expect(await harness.ledger.drift()).toEqual([])
}

test('whatever is stated, restated, contradicted or registered, the books are the oracle’s after every step', async () => {
  await fc.assert(fc.asyncProperty(fc.array(anyStep, { maxLength: 25 }), runAndCompare), { numRuns: 60 })
})

test('whatever is claimed, joined, refunded or mined, no payment is minted beside what the oracle allows', async () => {
  const runs = fc.asyncProperty(fc.array(mintStep, { minLength: 5, maxLength: 25 }), (steps) =>
    runAndCompare([...paidToMint, ...claimedTwice, ...steps]),
  )
  await fc.assert(runs, { numRuns: 40 })
})
