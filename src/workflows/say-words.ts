import type { Decision } from '../domain/decision.ts'
import { remember } from './answers.ts'
import { showDetails } from './details.ts'
import { journal } from './inbox-activities.ts'
import { finalRefusalOf } from './problem.ts'
import type { Answer, Run, Taken } from './run.ts'

/** A run that takes words, and counts them. */
export type WordedRun = Run & { readonly words: NonNullable<Run['words']>; said: number; seen: string }

/** States one word; what it is refused for, for good, comes back. */
export type StateWord = (decision: Decision) => Promise<string | undefined>

/** States what operators have said, in the order it came. What cannot be stated is ignored, with the reason. */
export async function sayAll(run: WordedRun, state: StateWord): Promise<void> {
  const { taken } = run.words
  for (let word = taken[0]; word !== undefined; word = taken[0]) {
    const answer = await say(word, state)
    remember(run, word.decision, answer)
    taken.shift()
    run.said += 1
    run.seen = `${word.decision.decision} by ${word.decision.actor}`
    showDetails(run)
  }
}

async function say({ decision, channel }: Taken, state: StateWord): Promise<Answer> {
  const refusal = await state(decision)
  const answer: Answer =
    refusal === undefined
      ? { outcome: 'applied', detail: `${decision.decision} is stated` }
      : { outcome: 'ignored', detail: refusal }
  const unwritten = await finalRefusalOf(() => journal(decision, channel, answer))
  return unwritten === undefined ? answer : { outcome: 'ignored', detail: unwritten }
}
