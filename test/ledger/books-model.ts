import { leadOf } from '../../src/domain/books.ts'
import { FulfilmentError } from '../../src/domain/errors.ts'
import type { Statement } from '../../src/domain/fact.ts'
import type { RegisteredOrder } from '../../src/domain/fold-money.ts'
import type { ClaimedEffect, EffectClaim } from '../../src/ledger/effects.ts'
import { MintClaims, StandingMints } from './mint-model.ts'
import { Names, paymentsOf, type Registered } from './oracle.ts'
import type { ToldPayment } from './problems.ts'
import type { Registration } from './random-facts.ts'

/** What the account's history comes to by the oracle, one accepted step after another. */
export class BooksModel {
  private readonly account: string
  private facts = new Map<string, Statement>()
  private accepted: readonly Statement[] = []
  readonly claims = new MintClaims()
  readonly mints = new StandingMints()
  orders: Registered = new Map()

  constructor(account: string) {
    this.account = account
  }

  payments(facts = this.facts, accepted = this.accepted, orders = this.orders): readonly ToldPayment[] {
    const minting = { live: this.claims.live(), standing: this.mints.all() }
    return paymentsOf(this.account, namesOf(accepted), facts.values(), orders, minting)
  }

  /** @throws FulfilmentError what the ledger must refuse it with */
  state(statement: Statement): void {
    const facts = new Map(this.facts).set(statement.eventKey, statement)
    const accepted = [...this.accepted, statement]
    refuseSecondValue(this.payments(facts, accepted))
    this.facts = facts
    this.accepted = accepted
  }

  /** @throws FulfilmentError what the ledger must refuse it with */
  register({ reference, amount, asset, owner = this.orders.get(reference)?.owner }: Registration): void {
    const payments = this.payments().filter((payment) => payment.orderReference === reference)
    const lead = leadOf(payments, this.orders.get(reference))
    const fixed = payments.filter((payment) => payment === lead || tookFigure(payment))
    const isOther = ({ money }: ToldPayment) =>
      money?.amount !== undefined && (String(money.amount) !== amount || money.asset !== asset)
    if (fixed.some(isOther)) {
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

  /** @throws FulfilmentError what the ledger must refuse it with */
  claim(claim: EffectClaim): ClaimedEffect['state'] {
    const names = namesOf(this.accepted)
    const root = names.root(claim.paymentId)
    const payment = this.payments().find(({ statements }) =>
      statements.some(({ paymentId }) => names.root(paymentId) === root),
    )
    return this.claims.claim(claim, names, payment)
  }
}

/** Its order's: none of its facts states one. */
function tookFigure({ statements }: ToldPayment): boolean {
  return statements.every(({ fact }) => fact.type !== 'money' || fact.amount === undefined)
}

function namesOf(accepted: readonly Statement[]): Names {
  const names = new Names()
  for (const statement of accepted) names.join(statement)
  return names
}

function refuseSecondValue(payments: readonly ToldPayment[]): void {
  const both = payments.find(({ money, liveMints }) => money?.value === 'credit' && liveMints > 0)
  if (both === undefined) return
  const message = `${both.statements[0]?.paymentId} is minted and credited`
  throw new FulfilmentError({ code: 'EFFECT_CONFLICT', retryable: false, message })
}
