import type { DecisionKind } from './decision.ts'
import type { ErrorCode } from './errors.ts'

interface Usual {
  readonly decision: DecisionKind
  /** The fields that it corrects; their values are the operator's to fill in. */
  readonly patch?: Readonly<Record<string, '…'>>
}

const AMOUNT: Usual = { decision: 'amend', patch: { asset: '…', amount: '…' } }

/** Where trying again alone does not help; as docs/runbook.md#reasons has it. */
const USUAL: Partial<Readonly<Record<ErrorCode, Usual>>> = {
  AMOUNT_TOO_PRECISE: AMOUNT,
  EFFECT_CONFLICT: { decision: 'skip' },
  INVALID_AMOUNT: AMOUNT,
  INVALID_PAYLOAD: { decision: 'abort' },
  INVALID_WALLET: { decision: 'amend', patch: { wallet: '…' } },
  ORDER_ALREADY_PAID: { decision: 'refund' },
  OWNER_UNKNOWN: { decision: 'amend', patch: { owner: '…' } },
  REFUND_EXCEEDS_PAYMENT: { decision: 'skip' },
  REFUND_OF_MINTED: { decision: 'skip' },
}

/** What usually continues a step that is parked with this code, of what its park takes. */
export function usualDecision(code: string | null, offered: readonly string[]): Usual {
  const usual = Object.entries(USUAL).find(([known]) => known === code)?.[1]
  return usual !== undefined && offered.includes(usual.decision) ? usual : { decision: 'retry' }
}
