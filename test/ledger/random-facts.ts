import fc from 'fast-check'
import type { Fact, GrantedProduct, MoneyFact, Statement } from '../../src/domain/fact.ts'
import type { OwnerClaim } from '../../src/domain/owner.ts'

/** One payment as a provider would know it: several names, one figure. */
export interface Figure {
  readonly amount: string
  readonly asset: string
  readonly value: 'credit' | 'mint'
}

export interface Registration {
  readonly reference: string
  readonly amount: string
  readonly asset: string
  readonly owner?: string | undefined
}

/** Stands for the account of the run: each try, shrinking ones too, is a merchant of its own. */
export const ACCOUNT = 'ACCOUNT'

export function inAccount<T>(account: string, generated: T): T {
  return JSON.parse(JSON.stringify(generated).replaceAll(ACCOUNT, account)) as T
}

export const NAMES = ['pi', 'cs', 'in']
const REFERENCES = ['o1', 'o2', 'o3']

const amount = fc.integer({ min: 1, max: 150 }).map(String)
/** Mostly the payment's asset; now and then a provider speaks of another. */
const assetNear = (asset: string) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(asset) }, { weight: 1, arbitrary: fc.constant('JPY') })
const time = fc
  .integer({ min: 0, max: 9 })
  .map((minute) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString())
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

export const figure: fc.Arbitrary<Figure> = fc.record({
  amount: fc.constantFrom('100', '100', '60'),
  asset: fc.constantFrom('USD', 'USD', 'EUR'),
  value: fc.constantFrom('credit', 'credit', 'credit', 'mint'),
})

const money = ({ amount, asset, value }: Figure): fc.Arbitrary<MoneyFact> =>
  fc
    .record({
      state: fc.constantFrom('pending', 'confirmed', 'gone'),
      block: optional(fc.constantFrom('0xa', '0xb')),
      isBare: fc.boolean(),
    })
    .map(({ state, block, isBare }) => ({
      type: 'money',
      state,
      value,
      ...(state === 'gone' && isBare ? {} : { amount, asset }),
      ...(block === undefined ? {} : { block }),
    }))

const fact = (figure: Figure): fc.Arbitrary<Fact> =>
  fc.oneof(
    { weight: 5, arbitrary: money(figure) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('refund_target'),
        amount,
        asset: assetNear(figure.asset),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('refund_failed'),
        refundId: fc.constantFrom('r1', 'r2'),
        amount,
        asset: assetNear(figure.asset),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('dispute'),
        disputeId: fc.constantFrom('d1', 'd2'),
        amount,
        asset: assetNear(figure.asset),
        status: fc.constantFrom('opened', 'won', 'lost'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('outcome'),
        outcome: fc.constantFrom('pending', 'failed', 'expired'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Fact>({ type: 'link' }, { type: 'link', free: true }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('operator'),
        word: fc.constantFrom('confirm', 'reverse', 'hold', 'release'),
      }),
    },
  )

const claim: fc.Arbitrary<OwnerClaim> = fc
  .record({
    source: fc.constantFrom('suspense', 'email', 'customer', 'wallet', 'user', 'amend'),
    who: fc.constantFrom('a', 'b'),
  })
  .map(({ source, who }) => ({
    source,
    owner: source === 'suspense' ? `suspense:${ACCOUNT}` : `user:${ACCOUNT}-${source}-${who}`,
  }))

const grant: fc.Arbitrary<GrantedProduct> = fc
  .record({
    product: fc.constantFrom('pro', 'book'),
    days: optional(fc.integer({ min: 1, max: 3 })),
  })
  .map(({ product, days }) => ({ product, ...(days === undefined ? {} : { days }) }))

/** What a statement says of access: mostly nothing. */
const granting = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc.array(grant, { minLength: 1, maxLength: 2 }).map((grants) => ({ grants })),
  },
  {
    weight: 1,
    arbitrary: grant.map((granted) => ({ grants: [granted], grantsAt: 'confirmed' as const })),
  },
)

/** Any statement about payment `group`, by any of its names. */
export const statementAbout = (
  group: number,
  figure: Figure,
  eventKey: fc.Arbitrary<string>,
): fc.Arbitrary<Statement> =>
  fc
    .record({
      eventKey,
      names: fc.shuffledSubarray(NAMES, { minLength: 1, maxLength: 2 }),
      at: time,
      fact: fact(figure),
      owner: optional(claim),
      orderReference: optional(fc.constantFrom(...REFERENCES)),
      isAmended: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
      granting,
    })
    .map(({ eventKey, names, at, fact, owner, orderReference, isAmended, granting }) => {
      const [paymentId = '', ...refs] = names.map((name) => `${group}-${name}`)
      return {
        endpoint: ACCOUNT,
        eventKey,
        account: ACCOUNT,
        paymentId,
        refs,
        at,
        fact,
        ...granting,
        ...(owner === undefined ? {} : { owner }),
        ...(orderReference === undefined ? {} : { orderReference }),
        ...(orderReference === undefined || !isAmended ? {} : { orderIsAmended: true as const }),
      }
    })

/** An order registered ahead: its figure may or may not be what is paid. */
export const registration: fc.Arbitrary<Registration> = fc.record({
  reference: fc.constantFrom(...REFERENCES),
  amount: fc.constantFrom('100', '60'),
  asset: fc.constantFrom('USD', 'EUR'),
  owner: optional(fc.constantFrom(`user:${ACCOUNT}-order-a`, `user:${ACCOUNT}-order-b`)),
})
