import type { StatedBooks } from '../domain/books.ts'
import type { MoneyState, Statement } from '../domain/fact.ts'
import { tellingsOfSettlement } from '../domain/plan-tellings.ts'
import type { Deps } from './deps.ts'

/** Has told what no event tells: money that was seen to be confirmed, gone, or back. */
export async function announceSeen(
  deps: Pick<Deps, 'announce' | 'ledger' | 'policy'>,
  { endpoint, eventKey, at, fact }: Statement,
  books: StatedBooks,
): Promise<void> {
  const state = stateOf(fact)
  if (state === undefined || deps.announce === undefined) return
  const { account, paymentId, generation } = books
  const word = fact.type === 'operator' ? { word: eventKey, wasReversed: await wasReversed(deps, books) } : {}
  const tellings = tellingsOfSettlement({ state, generation, ...word }, deps.policy)
  if (tellings.length === 0) return
  const occasion = [state, String(generation), ...(fact.type === 'operator' ? [eventKey] : [])]
  await deps.announce({ account, paymentId, endpoint, eventKey, at, occasion, tellings })
}

/** Whether anybody was to hear that this money is gone. */
async function wasReversed(
  { ledger }: Pick<Deps, 'ledger'>,
  { account, paymentId, generation }: StatedBooks,
): Promise<boolean> {
  const { effects = [] } = (await ledger.payment(account, paymentId)) ?? {}
  return effects.some(({ key }) => `${key}:`.includes(`:deliver:payment.reversed:${generation}:`))
}

/** An operator's word counts as what it says of the money. */
function stateOf(fact: Statement['fact']): MoneyState | undefined {
  if (fact.type === 'money') return fact.state
  if (fact.type !== 'operator') return undefined
  if (fact.word === 'reverse') return 'gone'
  return fact.word === 'confirm' ? 'confirmed' : undefined
}
