import { booksActivities } from './books.ts'
import { catchUpFrom } from './catch-up.ts'
import { checkHealth } from './check-health.ts'
import { mintCorrections } from './correct-mint.ts'
import type { Deps } from './deps.ts'
import { dropOldBodies } from './drop-old-bodies.ts'
import { expireSubscription } from './expire-subscription.ts'
import { finishEvent } from './finish-event.ts'
import { mintForPayment } from './mint-for-payment.ts'
import { mintTokens } from './mint-tokens.ts'
import { parkActivities } from './parks.ts'
import { amendEvent, replanEvent } from './plan-again.ts'
import { pumpMints, unpauseSigner } from './pump-mints.ts'
import { makeReport } from './reconcile.ts'
import { recordDecision } from './record-decision.ts'
import { redeliveryActivities } from './redeliver.ts'
import { refundActivities } from './refund-payment.ts'
import { replayActivities } from './replay.ts'
import { stateOperatorWord, trackSettlement } from './settlements.ts'
import { stateSubscriptionWord } from './subscription-words.ts'
import { lookAtSubscription, stateSubscription, trackSubscription } from './subscriptions.ts'
import { deliverEvent, sendMail } from './tell.ts'
import { lookAtSettlement, watchSettlement } from './watch-settlement.ts'

export function createActivities(deps: Deps) {
  return {
    ...booksActivities(deps),
    ...parkActivities(deps),
    recordDecision: recordDecision(deps),
    finishEvent: finishEvent(deps),
    amendEvent: amendEvent(deps),
    replanEvent: replanEvent(deps),
    ...mintCorrections(deps),
    mintTokens: mintTokens(deps),
    mintForPayment: mintForPayment(deps),
    pumpMints: pumpMints(deps),
    unpauseSigner: unpauseSigner(deps),
    sendMail: sendMail(deps),
    deliverEvent: deliverEvent(deps),
    ...redeliveryActivities(deps),
    ...refundActivities(deps),
    ...replayActivities(deps),
    trackSettlement: trackSettlement(deps),
    watchSettlement: watchSettlement(deps),
    lookAtSettlement: lookAtSettlement(deps),
    stateOperatorWord: stateOperatorWord(deps),
    stateSubscription: stateSubscription(deps),
    trackSubscription: trackSubscription(deps),
    lookAtSubscription: lookAtSubscription(deps),
    expireSubscription: expireSubscription(deps),
    stateSubscriptionWord: stateSubscriptionWord(deps),
    dropOldBodies: dropOldBodies(deps),
    catchUpFrom: catchUpFrom(deps),
    makeReport: makeReport(deps),
    checkHealth: checkHealth(deps),
  }
}

export type Activities = ReturnType<typeof createActivities>
export type { Alerting, Deps, Processed, Retention, Settlements, Subject } from './deps.ts'
export type { Minting, Pumping } from './minting.ts'
export type { Watched } from './watch-settlement.ts'
