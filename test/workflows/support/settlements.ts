import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import type { Decision } from '../../../src/domain/decision.ts'
import { settlementIdFor } from '../../../src/domain/ids.ts'
import type { PaidEvent } from '../../../src/domain/payment-event.ts'
import type { Settlement } from '../../../src/ledger/settlement.ts'
import { signalSettlement } from '../../../src/temporal-settlements.ts'
import type { SettlementInput, SettlementResult } from '../../../src/workflows/settlement-input.ts'
import { paid } from './events.ts'
import type { Harness } from './harness.ts'
import { eventually } from './observe.ts'

type Settling = (input: SettlementInput) => Promise<SettlementResult>

/** 19.99 USD of one payment: on chain, or there to stay. */
export const paymentEvents = (fields: Partial<PaidEvent> = {}) => {
  const paymentId = `pay_${randomUUID()}`
  const of = (type: PaidEvent['type'], more: Partial<PaidEvent> = {}): PaidEvent =>
    paid({
      endpoint: 'standard',
      providerType: type,
      type,
      paymentId,
      owner: { owner: `user:${paymentId}`, source: 'user' },
      ...fields,
      ...more,
    })
  return {
    paymentId,
    owner: `user:${paymentId}`,
    pending: (more?: Partial<PaidEvent>) => of('payment.pending', more),
    confirmed: (more?: Partial<PaidEvent>) => of('payment.confirmed', more),
  }
}

export const settlementOf = ({ environment }: Harness, paymentId: string): WorkflowHandle<Settling> =>
  environment.client.workflow.getHandle<Settling>(settlementIdFor({ account: 'shop', paymentId }))

/** Carries the event out: when this resolves its settlement has been told. */
export const told = async (harness: Harness, event: PaidEvent): Promise<unknown> =>
  (await harness.start(event)).result()

/** Says a word of an operator, as the API does when no settlement runs. */
export const sayWord = (
  { environment: { client }, taskQueue }: Harness,
  paymentId: string,
  word: Decision,
): Promise<void> =>
  signalSettlement({ client, taskQueue, ledgerFirstTry: 'local' }, { account: 'shop', paymentId }, [
    'decide',
    word,
  ])

export const rowOf = async ({ ledger }: Harness, paymentId: string): Promise<Settlement | undefined> =>
  (await ledger.settlement('shop', paymentId)) ?? undefined

/** Once the payment's row says so. */
export const rowWith = (
  harness: Harness,
  paymentId: string,
  is: (row: Settlement) => boolean,
  what: string,
): Promise<Settlement> =>
  eventually(async () => {
    const row = await rowOf(harness, paymentId)
    return row !== undefined && is(row) ? row : undefined
  }, what)

export const balanceOf = async (harness: Harness, owner: string) => {
  const { balances, restricted } = await harness.ledger.balances(owner)
  const [first] = balances
  return { available: first?.available ?? '0', pending: first?.pending ?? '0', restricted }
}
