import { expect } from 'vitest'
import { readPage } from '../../docs/markdown.ts'

/** What the runbook says to send for a step that is parked: the decisions of its row, and the fields of the patch each takes. */
export interface Advice {
  readonly decision: string
  readonly patch: readonly string[]
}

const DECISION = /^(retry|amend|skip|refund|abort)(?: (\{.*\}))?$/

/** @param blocked step and code, as the alert and the parked list tell them */
export const advised = (blocked: string): readonly Advice[] => {
  const [, reasons = ''] = readPage('docs/runbook.md').split('\n## Reasons\n')
  const row = reasons.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${blocked}\``))
  const [, , , send = ''] = (row ?? expect.fail(`the runbook knows nothing of ${blocked}`)).split(' | ')
  const spans = [...(send || row || '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span)
  return spans.flatMap((span) => {
    const [, decision, patch] = DECISION.exec(span) ?? []
    return decision === undefined ? [] : [{ decision, patch: Object.keys(JSON.parse(patch ?? '{}')) }]
  })
}
