import { patched, proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { type Decision, WORDS } from '../domain/decision.ts'
import type { OperatorFact } from '../domain/fact.ts'
import { BOOKS } from './activity-options.ts'
import { finalRefusalOf } from './problem.ts'
import { sayAll } from './say-words.ts'
import type { SettlementRun } from './settlement-run.ts'

const books = proxyActivities<Activities>(BOOKS)

/** States what operators have said, in the order it came. What cannot be stated is ignored, with the reason. */
export function sayWords(run: SettlementRun): Promise<void> {
  return sayAll(run, (decision) => stateWord(run, decision))
}

/** States what was said since it parked: held money must be held at once. */
export async function heedWords(run: SettlementRun): Promise<void> {
  if (run.words.taken.length > 0 && patched('2026-11-words-while-parked')) await sayWords(run)
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
  const said = { account, paymentId, word, parkId, decisionId }
  const options = { ...BOOKS, summary: word }
  return finalRefusalOf(() => books.stateOperatorWord.executeWithOptions(options, [said]))
}

function isWord(decision: string): decision is OperatorFact['word'] {
  return WORDS.some((word) => word === decision)
}
