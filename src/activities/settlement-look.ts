import type { PaymentSighting } from '../chain/observe-payment.ts'
import type { WatchedPayment } from '../chain/payment-watch.ts'
import type { MoneyState, Statement } from '../domain/fact.ts'
import type { Settlement } from '../domain/settlement.ts'
import { chainStatement, type Seen } from '../domain/settlement-facts.ts'
import type { Settlement as Row } from '../ledger/settlement.ts'
import type { Sighting } from '../ledger/sighting.ts'
import type { Deps, PaymentRef } from './deps.ts'

/** A payment as it stands when it is looked at. Times in ms. */
export interface Look {
  readonly row: Row & { readonly value: NonNullable<Row['value']> }
  readonly kept: Sighting
  /** When its money came, or went; not before we heard of it. */
  readonly since: number
  readonly deadline: number
  readonly now: number
}

/** Undefined while nobody spoke of money. */
export async function lookUp(
  { ledger, policy }: Deps,
  { account, paymentId }: PaymentRef,
): Promise<Look | undefined> {
  const row = await ledger.settlement(account, paymentId)
  const kept = await ledger.sighting(account, paymentId)
  if (row === null || kept === null || row.value === null) return undefined
  const at = row.money === 'gone' ? kept.goneAt : row.pendingSince
  // Money that we hear of late is given its time all the same.
  const since = Math.max(Date.parse(at ?? kept.knownAt), Date.parse(kept.knownAt))
  const deadline = since + policy.settlement.deadlineMinutes * 60_000
  return { row: { ...row, value: row.value }, kept, since, deadline, now: Date.now() }
}

/** As it is judged. */
export function settlementOf({ row, kept, deadline, now }: Look): Settlement {
  return {
    state: row.money ?? ('unstated' as const),
    isOverdue: now >= deadline,
    ...(row.word === null ? {} : { word: row.word }),
    ...(kept.seen === null ? {} : { block: kept.seen.block }),
  }
}

/** As the chain is asked for it. */
export function paymentOf({ row, kept: { seen, statedAs, endpoint } }: Look): WatchedPayment {
  return {
    paymentId: statedAs,
    endpoint,
    isConfirmed: row.settled,
    ...(row.network === null ? {} : { network: row.network }),
    ...(row.txHash === null ? {} : { txHash: row.txHash }),
    ...(seen === null ? {} : { last: lastOf(seen) }),
  }
}

function lastOf({ block, txHash, sighting }: NonNullable<Sighting['seen']>): PaymentSighting {
  const { chainId, blockNumber, sender } = sighting
  return {
    chainId,
    txHash: hex(txHash),
    block: { number: BigInt(blockNumber), hash: hex(block) },
    ...(sender === undefined ? {} : { sender: { address: hex(sender.address), nonce: sender.nonce } }),
  }
}

/** What was seen, as a fact about it. */
export function statementOf(
  { row, kept, now }: Look,
  state: MoneyState,
  block?: string,
  sighting?: PaymentSighting,
): Statement {
  const payment = { ...row, statedAs: kept.statedAs, newestAt: kept.newestAt }
  const seen: Seen = {
    state,
    ...(block === undefined ? {} : { block }),
    ...(block === undefined || sighting === undefined ? {} : seenIn(sighting)),
  }
  return chainStatement(payment, seen, new Date(now).toISOString())
}

function seenIn({ chainId, txHash, block, sender }: PaymentSighting) {
  const kept = { chainId, blockNumber: block.number.toString(), ...(sender === undefined ? {} : { sender }) }
  return { txHash, sighting: kept }
}

function hex(text: string): `0x${string}` {
  return `0x${text.replace(/^0x/, '')}`
}
