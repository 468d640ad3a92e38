import type { StatedBooks } from '../domain/books.ts'
import type { Statement } from '../domain/fact.ts'
import { joinId, workflowIdFor } from '../domain/ids.ts'
import type { OpenedPark } from '../inbox/inbox.ts'
import type { Deps } from './deps.ts'

type Alerted = Pick<Deps, 'alerting'>

/** Between two workers' clocks, and less than the day after which a park is raised again. */
const HALF_A_DAY_MS = 12 * 60 * 60 * 1_000

/** A step waits for a person: told once a park. */
export async function alertParked({ alerting }: Alerted, park: OpenedPark): Promise<void> {
  await alerting?.alert({
    kind: 'parked',
    key: joinId('parked', park.workflowId, park.parkId),
    title: `Parked: ${park.step}:${park.code}`,
    text: wordsOf(park),
    link: alerting.linkTo(park.workflowId, park.runId),
  })
}

/** Nobody has answered it: told every day. */
export async function alertStillParked({ alerting }: Alerted, park: OpenedPark): Promise<void> {
  await alerting?.alert({
    kind: 'still-parked',
    key: joinId('still-parked', park.workflowId, park.parkId),
    title: `Still parked: ${park.step}:${park.code}, since ${park.since}`,
    text: wordsOf(park),
    link: alerting.linkTo(park.workflowId, park.runId),
    againAfterMs: HALF_A_DAY_MS,
  })
}

/** A chargeback was opened: evidence is due within days. */
export async function alertChargeback(
  { alerting }: Alerted,
  { fact, endpoint, eventKey }: Statement,
  { account, paymentId }: StatedBooks,
): Promise<void> {
  if (fact.type !== 'dispute' || fact.status !== 'opened') return
  await alerting?.alert({
    kind: 'chargeback',
    key: joinId('chargeback', account, paymentId, fact.disputeId),
    title: 'A chargeback was opened',
    text: `payment ${paymentId} of ${account} · dispute ${fact.disputeId}`,
    link: alerting.linkTo(workflowIdFor({ endpoint, eventKey })),
  })
}

function wordsOf({ workflowType, workflowId, parkId, account, paymentId }: OpenedPark): string {
  return [
    `${workflowType} ${workflowId}`,
    ...(paymentId == null ? [] : [`payment ${paymentId} of ${account}`]),
    `park ${parkId}`,
  ].join(' · ')
}
