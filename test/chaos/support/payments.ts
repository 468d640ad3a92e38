import { buildDelivery, type DeliveryRequest } from '../../../src/cli/delivery.ts'
import { formatMinor } from '../../../src/domain/money.ts'
import { type Dice, diceOf } from '../../support/dice.ts'
import { TEST_SECRETS } from '../../support/service.ts'
import { NETWORK, signTransfer, type Transfer } from './customers.ts'
import { newWallet } from './wallet.ts'

/** A payment as its provider will tell it, and what it must come to. */
export interface ChaosPayment {
  /** In the order in which they happened; each is an event of its own. */
  readonly webhooks: readonly DeliveryRequest[]
  /** What the merchant's own call of stripe-mint is about: a Checkout Session, as Stripe's API shows it. */
  readonly session?: ChaosSession
  readonly mint?: ChaosMint
  readonly credit?: ChaosCredit
  /** What its customer sends on chain. */
  readonly transfer?: Transfer
}

export interface ChaosMint {
  readonly paymentId: string
  /** Of this payment alone, so that a second mint shows. */
  readonly wallet: `0x${string}`
  /** Minor units of LTZ. */
  readonly amount: bigint
}

export interface ChaosSession {
  readonly id: string
  readonly [field: string]: unknown
}

export interface ChaosCredit {
  readonly owner: string
  readonly asset: string
  /** Minor units. */
  readonly amount: bigint
}

interface Draft {
  readonly id: string
  readonly cents: bigint
  readonly dice: Dice
  readonly n: number
  readonly chainId: number
}

const OWNERS = 12
/** 1,000 LTZ for a dollar, by the default policy. */
const LTZ_PER_CENT = 10n * 10n ** 18n

const SECRETS = {
  stripe: TEST_SECRETS.STRIPE_WEBHOOK_SECRET,
  loops: TEST_SECRETS.LOOPS_WEBHOOK_SECRET,
  cryptopay: TEST_SECRETS.CRYPTOPAY_WEBHOOK_SECRET,
  standard: TEST_SECRETS.STANDARD_WEBHOOK_SECRET,
  llamapay: TEST_SECRETS.LLAMAPAY_WEBHOOK_SECRET,
} as const

type ProviderName = keyof typeof SECRETS

/** One event of a payment; what it states stays the same however often it is sent. */
const webhook = (
  provider: ProviderName,
  type: string,
  { id, cents }: Draft,
  change: Partial<DeliveryRequest> = {},
): DeliveryRequest => ({
  provider,
  type,
  secret: SECRETS[provider],
  eventId: `evt_${id}_${type.replaceAll(/\W/g, '_')}`,
  paymentId: `pi_${id}`,
  amount: formatMinor(cents, 2),
  currency: 'USD',
  at: new Date(),
  ...change,
})

const ownerOf = ({ n }: Draft) => `chaos-${n % OWNERS}`

const CHECKOUT = 'checkout.session.completed'

interface Telling {
  readonly types: readonly string[]
  readonly isCalled?: boolean
}

/** How a minted payment becomes known: told once or twice as paid, with a silent sibling, asked for, or only asked for. */
const TELLINGS: readonly [Telling, ...Telling[]] = [
  { types: [CHECKOUT] },
  { types: [CHECKOUT, 'checkout.session.async_payment_succeeded'] },
  { types: [CHECKOUT, 'payment_intent.succeeded'] },
  { types: [CHECKOUT], isCalled: true },
  { types: [], isCalled: true },
]

/** A Stripe checkout that names a wallet. */
const minted = (draft: Draft): ChaosPayment => {
  const wallet = newWallet(draft.id)
  const tell = (type: string) => webhook('stripe', type, draft, { wallet })
  const { types, isCalled } = draft.dice.pick(TELLINGS)
  return {
    webhooks: types.map(tell),
    mint: { paymentId: `pi_${draft.id}`, wallet, amount: draft.cents * LTZ_PER_CENT },
    ...(isCalled ? { session: sessionIn(tell(CHECKOUT)) } : {}),
  }
}

const sessionIn = (completed: DeliveryRequest): ChaosSession =>
  (JSON.parse(buildDelivery(completed).body) as { data: { object: ChaosSession } }).data.object

type Crediting = readonly [provider: ProviderName, type: string, asset: string]

const CREDITING: readonly [Crediting, ...Crediting[]] = [
  ['stripe', CHECKOUT, 'USD'],
  ['loops', 'charge.succeeded', 'USD'],
  ['cryptopay', 'payment_intent.succeeded', 'USD'],
  ['standard', 'payment.succeeded', 'EUR'],
]

const credited = (draft: Draft): ChaosPayment => {
  const [provider, type, asset] = draft.dice.pick(CREDITING)
  const user = ownerOf(draft)
  return {
    webhooks: [webhook(provider, type, draft, { user, currency: asset })],
    credit: { owner: `user:${user}`, asset, amount: draft.cents },
  }
}

/** Pending, then confirmed: the only provider that credits money which may still be undone. */
const settled = (draft: Draft): ChaosPayment => {
  const user = ownerOf(draft)
  return {
    webhooks: ['charge:pending', 'charge:confirmed'].map((type) =>
      webhook('llamapay', type, draft, { user }),
    ),
    credit: { owner: `user:${user}`, asset: 'USD', amount: draft.cents },
  }
}

/** Pending, and nobody ever says confirmed: the chain must be asked. */
const watched = async (draft: Draft): Promise<ChaosPayment> => {
  const user = ownerOf(draft)
  // One of ten payments is such a one.
  const transfer = await signTransfer(Math.floor(draft.n / KINDS.length), draft.chainId)
  const seen = { user, network: NETWORK, txHash: transfer.hash }
  return {
    webhooks: [webhook('standard', 'payment.pending', draft, seen)],
    credit: { owner: `user:${user}`, asset: 'USD', amount: draft.cents },
    transfer,
  }
}

/** A cent and more of it goes back, at times all. */
const refunded = (draft: Draft): ChaosPayment => {
  const user = ownerOf(draft)
  const back = draft.dice.chance(300) ? draft.cents : 1n + draft.cents / 3n
  return {
    webhooks: [
      webhook('stripe', CHECKOUT, draft, { user }),
      webhook('stripe', 'charge.refunded', draft, { user, amount: formatMinor(back, 2) }),
    ],
    credit: { owner: `user:${user}`, asset: 'USD', amount: draft.cents - back },
  }
}

/** Of ten: five minted, two settled, one credited, one refunded, one watched. */
const KINDS = [minted, credited, minted, settled, minted, refunded, watched, minted, settled, minted] as const

/** Mixed payments, none of which anybody has heard of before. */
export const newPayments = async (
  seed: number,
  count: number,
  chainId: number,
): Promise<readonly ChaosPayment[]> => {
  const dice = diceOf(seed, 'payments')
  const drafts = Array.from({ length: count }, (_, n): Draft => {
    const cents = BigInt(dice.between(100, 5_000))
    return { id: `C${seed}n${n}`, cents, dice: diceOf(seed, `payment ${n}`), n, chainId }
  })
  return Promise.all(drafts.map(async (draft) => (KINDS[draft.n % KINDS.length] ?? minted)(draft)))
}
