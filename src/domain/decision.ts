import type { Amendment } from './amendment.ts'

/** An operator's word on the money of a payment, and on whether it may be spent. */
export const WORDS = ['confirm', 'reverse', 'hold', 'release'] as const

/** What an operator may send: to a parked step, or a word to a running settlement. */
export const DECISIONS = ['retry', 'amend', 'skip', 'refund', 'abort', ...WORDS] as const
export type DecisionKind = (typeof DECISIONS)[number]

/** The park id of a decision that answers no park: it is told to the workflow as it runs. */
export const NO_PARK = '-'

/** The one object that signal, update, API and CLI all carry. `parkId` names the park it answers. */
export interface Decision {
  readonly decisionId: string
  readonly parkId: string
  readonly decision: DecisionKind
  readonly patch?: Amendment
  readonly actor: string
  readonly reason: string
}

/** What texts may be: Postgres keeps no NUL and no half of a character, and a line of a list no control characters. */
const TEXT = /^[^\p{Cc}\p{Cs}]{1,200}$/u
const TEXT_RULE = 'a text of 1 to 200 characters, without control characters'

const PATCH_FIELDS = ['owner', 'wallet', 'orderReference', 'asset', 'amount'] as const

/** Reads a decision from outside: from the Temporal UI anything may come, even nothing. The text says what to send instead. */
export function readDecision(input: unknown): Decision | { readonly invalid: string } {
  if (typeof input !== 'object' || input === null)
    return { invalid: 'send one JSON object with decisionId, parkId, decision, actor and reason' }
  const fields = input as Record<string, unknown>
  const missing = ['decisionId', 'parkId', 'actor', 'reason'].find((name) => !isText(fields[name]))
  if (missing !== undefined) return { invalid: `${missing} must be ${TEXT_RULE}` }
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

interface Asked {
  readonly parkId: string
  readonly decision: string
  readonly patch?: object | null
}

/** Whether two decisions of one id ask for the same, whoever sent them. */
export function asksTheSame(one: Asked, other: Asked): boolean {
  const same = one.parkId === other.parkId && one.decision === other.decision
  return same && fieldsOf(one) === fieldsOf(other)
}

/** In one order, whoever wrote them. */
function fieldsOf({ patch }: Asked): string {
  const fields = Object.entries(patch ?? {}).map((field) => JSON.stringify(field))
  return fields.toSorted().join()
}

function readPatch(input: unknown): Amendment | { readonly invalid: string } {
  if (input === undefined || input === null) return {}
  if (typeof input !== 'object') return { invalid: 'patch must be an object' }
  const wrong = Object.entries(input).find(([name, value]) => !isPatchField(name) || !isText(value))
  if (wrong)
    return {
      invalid: `patch.${wrong[0].slice(0, 40)} is not one of ${PATCH_FIELDS.join(', ')} with ${TEXT_RULE}`,
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
  return typeof value === 'string' && TEXT.test(value)
}
