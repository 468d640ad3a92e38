import { NO_PARK } from '../domain/decision.ts'
import { quote } from './markdown.ts'
import type { SettlementRun } from './settlement-run.ts'

const TEXT_MAX = 240

/** What the page of a running settlement says: where it stands, until when, and what an operator may send. */
export function settlementDetails(run: SettlementRun): string {
  const { input, deadline, seen, isOver } = run
  // A closed workflow still answers with its details.
  if (isOver) return ''
  return [
    `**Settling** payment ${quote(input.paymentId, TEXT_MAX)} of account ${quote(input.account, TEXT_MAX)}.`,
    table([
      ['Known', quote(seen, TEXT_MAX)],
      ['Time', deadline === undefined ? 'until the chain or its provider says more' : `until ${deadline}`],
      ['Seen on chain', 'tab *Pending Activities*: the last failure of `watchSettlement`'],
    ]),
    'An operator may send the signal `decide`; `decision` is confirm, reverse, hold or release:',
    `\`\`\`json\n${JSON.stringify(wordFor(run), null, 2)}\n\`\`\``,
  ].join('\n\n')
}

function table(rows: readonly (readonly string[])[]): string {
  return ['| | |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')
}

function wordFor({ decisionIdPrefix, said }: SettlementRun) {
  return {
    decisionId: `${decisionIdPrefix}-${said + 1}`,
    parkId: NO_PARK,
    decision: 'confirm',
    actor: 'your name',
    reason: 'how you know',
  }
}
