import type { Client } from '@temporalio/client'
import { TypedSearchAttributes } from '@temporalio/common'
import { searchValue, settlementIdFor } from './domain/ids.ts'
import * as attributes from './workflows/search-attributes.ts'
import type { SettlementInput } from './workflows/settlement-input.ts'

/** How long one call may take; the caller tries again. */
const CALL_DEADLINE_MS = 2_000

/** Where settlements run, and how they keep their books. */
export interface SettlementsAt {
  readonly client: Client
  readonly taskQueue: string
  readonly ledgerFirstTry: 'local' | 'regular'
}

/**
 * Signals the settlement of a payment, and starts it first where none runs: one that has closed goes on where the payment's
 * row stands.
 */
export async function signalSettlement(
  { client, taskQueue, ledgerFirstTry }: SettlementsAt,
  payment: Pick<SettlementInput, 'account' | 'paymentId'>,
  [signal, content]: readonly ['stated' | 'decide', unknown],
): Promise<void> {
  const input: SettlementInput = { ...payment, ...(ledgerFirstTry === 'regular' ? { ledgerFirstTry } : {}) }
  const paymentId = searchValue(payment.paymentId)
  await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
    client.workflow.signalWithStart('settlePayment', {
      taskQueue,
      workflowId: settlementIdFor(payment),
      args: [input],
      signal,
      signalArgs: [content],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      typedSearchAttributes: new TypedSearchAttributes([
        { key: attributes.PAYMENT_ID, value: paymentId },
        { key: attributes.FULFILMENT_STATE, value: 'running' },
      ]),
      staticSummary: `settlement of ${paymentId}`.slice(0, 180),
    }),
  )
}
