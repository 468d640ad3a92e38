import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client'
import { TypedSearchAttributes } from '@temporalio/common'
import type { MintEnd, MintInput, MintRuns } from './activities/minting.ts'
import type { PumpSigner } from './activities/pump-mints.ts'
import { joinId, mintIdFor, searchValue } from './domain/ids.ts'
import type { MintPumpInput } from './workflows/mint-pump.ts'
import { FULFILMENT_STATE, PAYMENT_ID } from './workflows/search-attributes.ts'

/** How long one call may take; the caller tries again. */
const CALL_DEADLINE_MS = 2_000

/** Where mints are carried: one workflow each, found by its payment. */
export function createMintRuns(client: Client, taskQueue: string): MintRuns {
  const bounded = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + CALL_DEADLINE_MS, call)
  const again = (input: MintInput, instead: boolean) =>
    client.workflow.start('mintPayment', {
      ...optionsOf(input, taskQueue),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: instead ? 'TERMINATE_EXISTING' : 'USE_EXISTING',
    })
  const once = (input: MintInput) =>
    client.workflow.start('mintPayment', {
      ...optionsOf(input, taskQueue),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    })
  return {
    carry: (input) =>
      bounded(async () => {
        try {
          await once(input)
          return undefined
        } catch (error) {
          if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
        }
        const end = await endOf(client, mintIdFor(input))
        // Somebody terminated it: what it began stands in Postgres.
        if (end === undefined) await again(input, false)
        return end
      }),
    async carryAnew(input, instead) {
      await bounded(() => again(input, instead))
    },
  }
}

/** Starts the pump of a signer, or tells it that there is something to do. */
export async function wakePump(client: Client, taskQueue: string, signer: PumpSigner): Promise<void> {
  const { chainId, address } = signer
  const input: MintPumpInput = { signer }
  await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
    client.workflow.signalWithStart('mintPump', {
      taskQueue,
      workflowId: joinId('mint-pump', String(chainId), address),
      args: [input],
      signal: 'wake',
      signalArgs: [],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      typedSearchAttributes: new TypedSearchAttributes([{ key: FULFILMENT_STATE, value: 'running' }]),
      staticSummary: `brings mints on chain ${chainId}, signed by ${address}`,
    }),
  )
}

function optionsOf(input: MintInput, taskQueue: string) {
  const { paymentId, mint } = input
  return {
    taskQueue,
    workflowId: mintIdFor(input),
    args: [input],
    typedSearchAttributes: new TypedSearchAttributes([
      { key: PAYMENT_ID, value: searchValue(paymentId) },
      { key: FULFILMENT_STATE, value: 'running' },
    ]),
    staticSummary: `mint of ${mint.amount} ${mint.asset} (minor units) · ${searchValue(paymentId)}`.slice(
      0,
      180,
    ),
  }
}

async function endOf(client: Client, workflowId: string): Promise<MintEnd | undefined> {
  try {
    return await client.workflow.getHandle(workflowId).result()
  } catch (error) {
    if (error instanceof WorkflowFailedError) return undefined
    throw error
  }
}
