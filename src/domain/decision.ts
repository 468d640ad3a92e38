import type { Amendment } from './amendment.ts'

/** What an operator may send to a parked step. */
export const DECISIONS = ['retry', 'amend', 'skip', 'refund', 'abort'] as const
export type DecisionKind = (typeof DECISIONS)[number]

/** The one object that signal, update, API and CLI all carry. `parkId` names the park it answers. */
export interface Decision {
  readonly decisionId: string
  readonly parkId: string
  readonly decision: DecisionKind
  readonly patch?: Amendment
  readonly actor: string
  readonly reason: string
}

const PATCH_FIELDS = ['owner', 'wallet', 'orderReference', 'asset', 'amount'] as const

/** Reads a decision from outside: from the Temporal UI anything may come, even nothing. The text says what to send instead. */
export function readDecision(input: unknown): Decision | { readonly invalid: string } {
  if (typeof input !== 'object' || input === null)
    return { invalid: 'send one JSON object with decisionId, parkId, decision, actor and reason' }
  const fields = input as Record<string, unknown>
  const missing = ['decisionId', 'parkId', 'actor', 'reason'].find((name) => !isText(fields[name]))
  if (missing !== undefined) return { invalid: `${missing} must be a text of 1 to 200 characters` }
  if (!isDecision(fields.decision)) return { invalid: `decision must be one of ${DECISIONS.join(', ')}` }
  const patch = readPatch(fields.patch)
  if ('invalid' in patch) return patch
  if (fields.decision === 'amend' && Object.keys(patch).length === 0) {
    return { invalid: `amend needs a patch with ${PATCH_FIELDS.join(', ')}` }
  }
  return {
    decisionId: String(fields.decisionId),
    parkId: String(fields.parkId),
    decision: fields.decision,
    actor: String(fields.actor),
    reason: String(fields.reason),
    ...(fields.decision === 'amend' ? { patch } : {}),
  }
}

function readPatch(input: unknown): Amendment | { readonly invalid: string } {
  if (input === undefined || input === null) return {}
  if (typeof input !== 'object') return { invalid: 'patch must be an object' }
  const wrong = Object.entries(input).find(([name, value]) => !isPatchField(name) || !isText(value))
  if (wrong)
    return {
      invalid: `patch.${wrong[0].slice(0, 40)} is not one of ${PATCH_FIELDS.join(', ')} with a text of 1 to 200 characters`,
    }
  return { ...input }
}

function isPatchField(name: string): boolean {
  return PATCH_FIELDS.some((field) => field === name)
}

function isDecision(value: unknown): value is DecisionKind {
  return DECISIONS.some((kind) => kind === value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 200
}
