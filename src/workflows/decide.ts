import { ApplicationFailure } from '@temporalio/common'
import { CancellationScope, condition, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow'
import { type Decision, type DecisionKind, NO_PARK, readDecision } from '../domain/decision.ts'
import { answerTo, knownAs, remember } from './answers.ts'
import { note } from './details.ts'
import { beside, journal } from './inbox-activities.ts'
import type { Answer, Channel, Run } from './run.ts'

/** The UI's way: accepted also while no worker is up. */
const decideSignal = defineSignal<[unknown]>('decide')
/** The way of console, API and CLI: hears back what became of it. */
const decideUpdate = defineUpdate<Answer, [unknown]>('decide')

/** Takes the first decision that answers the open park. All others are ignored, said so in the details, and journalled. */
export function takeDecisions(run: Run): void {
  setHandler(decideSignal, (input: unknown) => onSignal(run, input), {
    description: 'Continues a parked step; the JSON to send is under User Metadata',
  })
  setHandler(decideUpdate, (input: unknown) => onUpdate(run, input), {
    validator: (input: unknown) => validate(run, input),
    description: 'As the signal, and says what became of it',
  })
}

function onSignal(run: Run, input: unknown): void {
  const decision = readDecision(input)
  if ('invalid' in decision) {
    note(run, decision.invalid)
    return
  }
  const known = knownAs(run, decision)
  if (known === 'new') admit(run, decision)
  if (known === 'reused') note(run, reused(decision))
}

function admit(run: Run, decision: Decision): void {
  const refusal = refusalOf(run, decision)
  if (refusal === undefined) take(run, decision, 'signal')
  else ignore(run, decision, refusal)
}

function ignore(run: Run, decision: Decision, detail: string): void {
  const answer: Answer = { outcome: 'ignored', detail }
  remember(run, decision, answer)
  note(run, detail)
  beside(run, () => journal(decision, 'signal', answer))
}

/** A refused update leaves no event: the message is all its sender gets, so it says what to send instead. */
function validate(run: Run, input: unknown): void {
  const decision = readable(input)
  const known = knownAs(run, decision)
  if (known === 'same') return
  const refusal = known === 'reused' ? reused(decision) : refusalOf(run, decision)
  if (refusal !== undefined) throw refused(refusal)
}

async function onUpdate(run: Run, input: unknown): Promise<Answer> {
  const decision = readable(input)
  if (knownAs(run, decision) === 'new') take(run, decision, 'update')
  return await CancellationScope.nonCancellable(() => awaitAnswer(run, decision))
}

async function awaitAnswer(run: Run, decision: Decision): Promise<Answer> {
  await condition(() => answerTo(run, decision) !== undefined)
  const answer = answerTo(run, decision)
  if (answer?.outcome !== 'applied') throw refused(answer?.detail ?? 'it was never answered')
  return answer
}

function readable(input: unknown): Decision {
  const decision = readDecision(input)
  if ('invalid' in decision) throw refused(decision.invalid)
  return decision
}

function refusalOf(run: Run, decision: Decision): string | undefined {
  const { words, park } = run
  return words !== undefined && decision.parkId === NO_PARK
    ? refusalOfWord(words.offered, decision)
    : refusalOfAnswer(park, decision)
}

function refusalOfWord(offered: readonly DecisionKind[], { decision }: Decision): string | undefined {
  return offered.includes(decision)
    ? undefined
    : `"${decision}" answers a park: name its parkId, or send ${offered.join(', ')}`
}

function refusalOfAnswer(park: Run['park'], decision: Decision): string | undefined {
  if (park === undefined) return 'nothing is parked here: there is nothing to decide'
  if (decision.parkId !== park.parkId)
    return `wrong parkId "${decision.parkId}": send "${park.parkId}", parked at "${park.step}"`
  if (park.taken !== undefined)
    return `"${park.parkId}" was decided before: ${park.taken.decision.decision} by ${park.taken.decision.actor}`
  if (park.decisions.includes(decision.decision)) return undefined
  return `${decision.decision} does not answer this park: send ${park.decisions.join(', ')}`
}

function take(run: Run, decision: Decision, channel: Channel): void {
  if (run.words !== undefined && decision.parkId === NO_PARK) {
    run.words.taken.push({ decision, channel })
    if (run.news !== undefined) run.news.came = true
  } else if (run.park !== undefined) run.park.taken = { decision, channel }
}

function reused({ decisionId }: Decision): string {
  return `decisionId "${decisionId}" was used for another decision: make up a new one`
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'INVALID_DECISION')
}
