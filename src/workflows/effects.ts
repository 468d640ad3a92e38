import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { MintResult } from '../activities/mint-tokens.ts'
import { searchValue } from '../domain/ids.ts'
import { MINT } from './activity-options.ts'
import type { EventRun } from './event-run.ts'
import { inbox } from './inbox-activities.ts'
import { mintRequestOf } from './mint-request.ts'
import { type Outcome, step } from './step.ts'

const { mintTokens } = proxyActivities<Activities>(MINT)

/** Does what the event asks for outside the books, each once, whichever event of the payment asks first. */
export async function doEffects(run: EventRun): Promise<void> {
  if (mintRequestOf(run) === undefined) return
  const minted = await step(run, 'mint', minting(run))
  if (minted?.txHash !== undefined) run.txHash = minted.txHash
}

function minting(run: EventRun): () => Promise<Outcome & Partial<MintResult>> {
  let tries = 0
  return async () => {
    const request = mintRequestOf(run)
    if (request === undefined) return {}
    tries += 1
    // It had stopped, and an operator has decided since.
    if (tries > 1) await inbox.resumeMint(request)
    const summary = `payment ${searchValue(request.paymentId)}`
    return await mintTokens.executeWithOptions({ ...MINT, summary }, [request])
  }
}
