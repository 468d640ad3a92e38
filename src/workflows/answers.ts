import { asksTheSame, type Decision } from '../domain/decision.ts'
import type { Answer, Run } from './run.ts'

// A decision is known by the park it names and the id its sender made up for it.

export function remember(run: Run, decision: Decision, answer: Answer): void {
  run.answers.set(nameOf(decision), { decision, answer })
}

export function answerTo(run: Run, decision: Decision): Answer | undefined {
  return run.answers.get(nameOf(decision))?.answer
}

/** The same decision by signal and by update is one. `reused`: its id stands for another one already. */
export function knownAs(run: Run, decision: Decision): 'new' | 'same' | 'reused' {
  const underWay = [run.park?.taken, ...(run.words?.taken ?? [])]
  const taken = underWay.find((it) => it !== undefined && nameOf(it.decision) === nameOf(decision))
  const known = taken?.decision ?? run.answers.get(nameOf(decision))?.decision
  if (known === undefined) return 'new'
  return asksTheSame(known, decision) ? 'same' : 'reused'
}

function nameOf({ parkId, decisionId }: Decision): string {
  return `${parkId} ${decisionId}`
}
