import { NO_PARK } from '../domain/decision.ts'
import { quote } from './markdown.ts'
import type { SubscriptionRun } from './subscription-run.ts'

const TEXT_MAX = 240

/** What the page of a subscription's clock says: where it stands, and what an operator may send. */
export function subscriptionDetails(run: SubscriptionRun): string {
  const { input, seen, isOver } = run
  // A closed workflow still answers with its details.
  if (isOver) return ''
  return [
    `**Subscription** ${quote(input.subscriptionId, TEXT_MAX)} of account ${quote(input.account, TEXT_MAX)}: ${quote(seen, TEXT_MAX)}.`,
    'An operator may send the signal `decide`; `decision` is extend (with `until`), cancel (with `at`, or at once) or restore:',
    `\`\`\`json\n${JSON.stringify(wordFor(run), null, 2)}\n\`\`\``,
  ].join('\n\n')
}

function wordFor({ decisionIdPrefix, said }: SubscriptionRun) {
  return {
    decisionId: `${decisionIdPrefix}-${said + 1}`,
    parkId: NO_PARK,
    decision: 'extend',
    patch: { until: '2030-01-31T00:00:00Z' },
    actor: 'your name',
    reason: 'what was agreed',
  }
}
