import { condition, uuid4, workflowInfo } from '@temporalio/workflow'
import type { Decision } from '../domain/decision.ts'
import type { Problem } from '../domain/errors.ts'
import type { Park } from '../inbox/inbox.ts'
import { ESCALATE_AFTER } from './activity-options.ts'
import { remember } from './answers.ts'
import { note, showDetails } from './details.ts'
import { beside, inboxFor, journal } from './inbox-activities.ts'
import { finalRefusalOf } from './problem.ts'
import type { Answer, OpenPark, Run, StepName } from './run.ts'
import { showParked, showRunning } from './state.ts'

/** What an error's own words may hold, and a text in Postgres may not. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/gu

/**
 * Waits for the operator's decision on a step that cannot be done, however long that takes. Undefined: there is news, the
 * park stays open, and the step is to be tried again.
 */
export async function park(run: Run, step: StepName, problem: Problem): Promise<Decision | undefined> {
  const open = run.park === undefined ? newPark(run, step, problem) : { ...run.park, step, problem }
  showParked(run, open)
  // Beside the wait: Postgres may be the reason for it.
  const { subject } = run.about()
  const park = rowOf(run, open)
  const written = inboxFor(open.parkId)
    .parkEvent(subject === undefined ? { park } : { subject, park })
    .then((answer) => {
      if (answer?.consoleUrl === undefined) return
      open.consoleUrl = answer.consoleUrl
      showDetails(run)
    })
  const decision = await firstFeasible(run, open, written)
  if (decision === undefined) return undefined
  if (run.cancel === 'asked') run.cancel = 'answered'
  showRunning(run)
  return decision
}

/** Closes a park whose reason is gone. A decision that came meanwhile has nothing to decide any more. */
export async function withdraw(run: Run, open: OpenPark): Promise<void> {
  await inboxFor(open.parkId).closePark(refOf(open))
  showRunning(run)
  if (open.taken === undefined) return
  const { decision, channel } = open.taken
  const answer: Answer = { outcome: 'ignored', detail: `"${open.parkId}" resolved itself before` }
  remember(run, decision, answer)
  beside(run, () => journal(decision, channel, answer))
}

/**
 * Random, as the workflow's own random is: the same on replay, another after a reset. The run id is not, it changes under
 * decisions that are already in the history; nor would a count alone be, it begins anew.
 */
function newPark(run: Run, step: StepName, problem: Problem): OpenPark {
  const random = uuid4().replaceAll('-', '')
  run.parks += 1
  return {
    parkId: `${step}-${run.parks}-${random.slice(0, 6)}`,
    decisionIdPrefix: random.slice(6, 22),
    step,
    problem,
    decisions: run.offered(step),
    since: new Date().toISOString(),
    notes: [],
  }
}

/** A decision that cannot be carried out is ignored, with the reason in the details, and the park stays open. */
async function firstFeasible(
  run: Run,
  open: OpenPark,
  written: Promise<void>,
): Promise<Decision | undefined> {
  for (;;) {
    const came = await taken(run, open)
    await written
    if (came === undefined) return undefined
    const { decision, channel } = came
    const answer = answerWith(open, decision, await run.correct(open, decision))
    const unwritten = await finalRefusalOf(() => journal(decision, channel, answer))
    if (answer.outcome === 'applied' && unwritten === undefined) {
      await inboxFor(open.parkId).closePark(refOf(open))
      remember(run, decision, answer)
      return decision
    }
    const detail = unwritten ?? answer.detail
    remember(run, decision, { outcome: 'ignored', detail })
    delete open.taken
    note(run, detail)
  }
}

function answerWith({ step }: OpenPark, { decision }: Decision, refusal: string | undefined): Answer {
  return refusal === undefined
    ? { outcome: 'applied', detail: `${decision} at "${step}"` }
    : { outcome: 'ignored', detail: refusal }
}

/** A timed wait, for its summary is what shows the park on the first page an operator sees; and nobody is forgotten. */
async function taken(run: Run, open: OpenPark): Promise<OpenPark['taken']> {
  const summary = `PARKED at ${open.step}: ${open.problem.code}. See User Metadata, then send decide`
  const { news } = run
  while (open.taken === undefined) {
    const came = () => open.taken !== undefined || news?.came === true
    const inTime = await condition(came, ESCALATE_AFTER, { summary })
    if (!inTime) beside(run, () => inboxFor(open.parkId).escalatePark(refOf(open)))
    if (open.taken !== undefined || news === undefined) continue
    news.came = false
    return undefined
  }
  return open.taken
}

function refOf({ parkId }: OpenPark) {
  return { workflowId: workflowInfo().workflowId, parkId }
}

function rowOf({ about }: Run, open: OpenPark): Park {
  const { runId, workflowType } = workflowInfo()
  const { subject, account, paymentId } = about()
  return {
    ...refOf(open),
    runId,
    workflowType,
    step: open.step,
    code: open.problem.code,
    message: open.problem.message.replace(UNPRINTABLE, ' ').slice(0, 1_000),
    since: open.since,
    decisions: open.decisions,
    ...(subject === undefined ? {} : { endpoint: subject.endpoint, eventKey: subject.eventKey }),
    ...(account === undefined ? {} : { account }),
    ...(paymentId === undefined ? {} : { paymentId }),
  }
}
