import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { MintResult } from '../activities/mint-tokens.ts'
import { searchValue } from '../domain/ids.ts'
import { suspenseOf } from '../domain/owner.ts'
import { ofGeneration } from '../domain/plan-tellings.ts'
import { MINT } from './activity-options.ts'
import type { EventRun } from './event-run.ts'
import { inboxFor, subjectOf } from './inbox-activities.ts'
import { mintRequestOf } from './mint-request.ts'
import { type Outcome, step } from './step.ts'
import { deliverAll, notifyBeside } from './tell.ts'

const { mintTokens } = proxyActivities<Activities>(MINT)

/**
 * Does what the event asks for outside the books, each once, whichever event of the payment asks first. Mails go beside: they
 * hold nothing up, and nothing holds them up.
 */
export async function doEffects(run: EventRun): Promise<void> {
  const told = toldBy(run)
  if (told !== undefined) notifyBeside(run, told)
  if (mintRequestOf(run) !== undefined) {
    const minted = await step(run, 'mint', minting(run))
    if (minted?.txHash !== undefined) run.txHash = minted.txHash
  }
  if (told !== undefined) await deliverAll(run, told)
}

/** Nobody is told of what an operator left out of the books. */
function toldBy(run: EventRun) {
  const { books, plan } = run
  if (books === undefined) return undefined
  const { account, paymentId, owner, generation } = books
  const { endpoint, eventKey } = subjectOf(run)
  const planned = plan.effects.filter((effect) => effect.type !== 'mint')
  const tellings = ofGeneration(planned, generation)
  const whose = owner === null || owner === suspenseOf(account) ? {} : { owner }
  return { account, paymentId, ...whose, endpoint, eventKey, at: plan.statement.at, tellings }
}

function minting(run: EventRun): () => Promise<Outcome & Partial<MintResult>> {
  let tries = 0
  return async () => {
    const request = mintRequestOf(run)
    if (request === undefined) return {}
    const summary = `payment ${searchValue(request.paymentId)}`
    tries += 1
    // It had stopped, and an operator has decided since.
    if (tries > 1) await inboxFor(summary).resumeMint(request)
    return await mintTokens.executeWithOptions({ ...MINT, summary }, [request])
  }
}
