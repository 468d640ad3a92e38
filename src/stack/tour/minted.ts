import type { Address } from 'viem'
import { mintIdFor } from '../../domain/ids.ts'
import type { StripeStandIn } from '../stripe-stand-in.ts'
import { newWallet, type TourChain } from './chain.ts'
import { shortAmount } from './changes.ts'
import { answerOf, type Guide, type Send } from './guide.ts'
import type { Row } from './table.ts'

interface Checkout extends Send {
  readonly paymentId: string
  readonly wallet: Address
}

export interface Minted {
  readonly rows: readonly Row[]
  /** Whose tokens, and by which transaction, in full. */
  readonly line: string
}

/** 10 USD at 1000 for one. */
const TOKENS = 10_000n * 10n ** 18n
const LTZ_SCALE = 18

/** A checkout that becomes tokens: once, by whatever and however often it is told. */
export async function mintedRows(guide: Guide, chain: TourChain, stripe: StripeStandIn): Promise<Minted> {
  const { id, operator } = guide
  const checkout: Checkout = {
    provider: 'stripe',
    type: 'checkout.session.completed',
    eventId: `evt_${id}_mint`,
    paymentId: `pi_mint${id}`,
    amount: '10.00',
    currency: 'USD',
    wallet: newWallet(),
  }
  const first = await tell(guide, chain, checkout)
  const effects = await operator.effects('stripe', checkout.paymentId)
  const { txHash = 'no transaction' } = effects.find(({ effect }) => effect === 'mint') ?? {}
  return {
    rows: [
      rowOf(first, `${first.changed} · tx ${short(txHash)}`, first.tokens === TOKENS),
      nothing(await tell(guide, chain, checkout)),
      nothing(await tell(guide, chain, { ...checkout, eventId: `${checkout.eventId}_2` })),
      await askedFor(guide, chain, stripe, { ...first, paymentId: checkout.paymentId, txHash }),
    ],
    line: `${ltz(first.tokens)} minted to ${checkout.wallet} by ${txHash}`,
  }
}

interface Told extends Pick<Row, 'event' | 'answer' | 'workflow' | 'changed'> {
  readonly wallet: Address
  readonly tokens: bigint
  /** As Stripe sends it, and as Stripe's API would give it back. */
  readonly session: Readonly<Record<string, unknown>>
}

/** By webhook. */
async function tell({ operator, send }: Guide, chain: TourChain, checkout: Checkout): Promise<Told> {
  const { provider, type, wallet } = checkout
  const before = await chain.tokensOf(wallet)
  const sent = await send(checkout)
  await operator.waitForState(provider, sent.workflowId, 'fulfilled')
  const tokens = await chain.tokensOf(wallet)
  const { data } = JSON.parse(sent.body) as { data: { object: Told['session'] } }
  return {
    event: `${provider} ${type}`,
    answer: answerOf(sent),
    workflow: sent.workflowId ?? '–',
    changed:
      tokens === before ? `nothing · still ${ltz(tokens)} on chain` : `+${ltz(tokens - before)} on chain`,
    wallet,
    tokens,
    session: data.object,
  }
}

/** By the call of the guide, which finds it done. */
async function askedFor(
  { stripeMint }: Guide,
  chain: TourChain,
  stripe: StripeStandIn,
  { wallet, session, paymentId, txHash }: Told & { readonly paymentId: string; readonly txHash: string },
): Promise<Row> {
  const { status, body } = await stripeMint(stripe.addSession(session).id)
  const isSame = body.alreadyProcessed === true && body.txHash === txHash
  return {
    event: 'stripe-mint of its session',
    answer: String(status),
    workflow: mintIdFor({ account: 'stripe', paymentId }),
    changed: isSame ? `alreadyProcessed · tx ${short(txHash)}` : `"${body.message}"`,
    ok: isSame && (await chain.tokensOf(wallet)) === TOKENS,
  }
}

function nothing(told: Told): Row {
  return rowOf(told, told.changed, told.changed.startsWith('nothing') && told.tokens === TOKENS)
}

function rowOf({ event, answer, workflow }: Told, changed: string, ok: boolean): Row {
  return { event, answer, workflow, changed, ok }
}

function ltz(minor: bigint): string {
  return `${shortAmount(minor, LTZ_SCALE)} LTZ`
}

function short(hash: string): string {
  return `${hash.slice(0, 10)}…`
}
