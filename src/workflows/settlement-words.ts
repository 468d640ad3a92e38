import { patched, proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Decision } from '../domain/decision.ts'
import type { OperatorFact } from '../domain/fact.ts'
import { BOOKS } from './activity-options.ts'
import { remember } from './answers.ts'
import { showDetails } from './details.ts'
import { journal } from './inbox-activities.ts'
import { finalRefusalOf } from './problem.ts'
import type { Answer, Taken } from './run.ts'
import type { SettlementRun } from './settlement-run.ts'

const books = proxyActivities<Activities>(BOOKS)

/** States what operators have said, in the order it came. What cannot be stated is ignored, with the reason. */
export async function sayWords(run: SettlementRun): Promise<void> {
  const { taken } = run.words
  for (let word = taken[0]; word !== undefined; word = taken[0]) {
    const answer = await say(run, word)
    remember(run, word.decision, answer)
    taken.shift()
    run.said += 1
    run.seen = `${word.decision.decision} by ${word.decision.actor}`
    showDetails(run)
  }
}

/** States what was said since it parked: held money must be held at once. */
export async function heedWords(run: SettlementRun): Promise<void> {
  if (run.words.taken.length > 0 && patched('2026-11-words-while-parked')) await sayWords(run)
}

async function say(run: SettlementRun, { decision, channel }: Taken): Promise<Answer> {
  const refusal = await stateWord(run, decision)
  const answer: Answer =
    refusal === undefined
      ? { outcome: 'applied', detail: `${decision.decision} is stated` }
      : { outcome: 'ignored', detail: refusal }
  const unwritten = await finalRefusalOf(() => journal(decision, channel, answer))
  return unwritten === undefined ? answer : { outcome: 'ignored', detail: unwritten }
}

/** What the answer to an open park asks for: confirm and reverse are words, the rest is for its step. */
export async function answerPark(run: SettlementRun, decision: Decision): Promise<string | undefined> {
  return stateWord(run, decision)
}

function stateWord(
  { input: { account, paymentId } }: SettlementRun,
  { decision: word, parkId, decisionId }: Decision,
): Promise<string | undefined> {
  if (!isWord(word)) return Promise.resolve(undefined)
  return finalRefusalOf(() => books.stateOperatorWord({ account, paymentId, word, parkId, decisionId }))
}

function isWord(decision: string): decision is OperatorFact['word'] {
  return ['confirm', 'reverse', 'hold', 'release'].includes(decision)
}
