import type { Amendment } from './amendment.ts'

/** An operator's word on the money of a payment, and on whether it may be spent. */
export const WORDS = ['confirm', 'reverse', 'hold', 'release'] as const

/** An operator's word on a subscription. */
export const SUBSCRIPTION_WORDS = ['extend', 'cancel', 'restore'] as const

/** What an operator may send: to a parked step, or a word to a running settlement or subscription. */
export const DECISIONS = [
  'retry',
  'amend',
  'skip',
  'refund',
  'abort',
  ...WORDS,
  ...SUBSCRIPTION_WORDS,
] as const
export type DecisionKind = (typeof DECISIONS)[number]

/** The park id of a decision that answers no park: it is told to the workflow as it runs. */
export const NO_PARK = '-'

/** What a decision brings along: the correction of `amend`, or the time of a word on a subscription; ISO-8601. */
export interface Patch extends Amendment {
  readonly until?: string
  readonly at?: string
}

/** The one object that signal, update, API and CLI all carry. `parkId` names the park it answers. */
export interface Decision {
  readonly decisionId: string
  readonly parkId: string
  readonly decision: DecisionKind
  readonly patch?: Patch
  readonly actor: string
  readonly reason: string
}

/** What texts may be: Postgres keeps no NUL and no half of a character, and a line of a list no control characters. */
const TEXT = /^[^\p{Cc}\p{Cs}]{1,200}$/u
const TEXT_RULE = 'a text of 1 to 200 characters, without control characters'

/** With its zone: a time without one means another time to everybody. */
const ISO =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

const PATCH_FIELDS = ['owner', 'wallet', 'orderReference', 'asset', 'amount'] as const

/** What may come with a decision; with any other, what is meant for `amend` is left out. */
function fieldsFor(decision: DecisionKind): readonly string[] {
  if (decision === 'extend') return ['until']
  return decision === 'cancel' ? ['at'] : PATCH_FIELDS
}

const BEARS_PATCH: readonly DecisionKind[] = ['amend', 'extend', 'cancel']
/** Without one they say nothing. */
const NEEDS_PATCH: readonly DecisionKind[] = ['amend', 'extend']

/** Reads a decision from outside: from the Temporal UI anything may come, even nothing. The text says what to send instead. */
export function readDecision(input: unknown): Decision | { readonly invalid: string } {
  if (typeof input !== 'object' || input === null)
    return { invalid: 'send one JSON object with decisionId, parkId, decision, actor and reason' }
  const fields = input as Record<string, unknown>
  const missing = ['decisionId', 'parkId', 'actor', 'reason'].find((name) => !isText(fields[name]))
  if (missing !== undefined) return { invalid: `${missing} must be ${TEXT_RULE}` }
  if (!isDecision(fields.decision)) return { invalid: `decision must be one of ${DECISIONS.join(', ')}` }
  const { decision } = fields
  const patch = readPatch(fields.patch, fieldsFor(decision))
  if ('invalid' in patch) return patch
  const isEmpty = Object.keys(patch).length === 0
  if (NEEDS_PATCH.includes(decision) && isEmpty)
    return { invalid: `${decision} needs a patch with ${fieldsFor(decision).join(', ')}` }
  return {
    decisionId: String(fields.decisionId),
    parkId: String(fields.parkId),
    decision,
    actor: String(fields.actor),
    reason: String(fields.reason),
    ...(BEARS_PATCH.includes(decision) && !isEmpty ? { patch } : {}),
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

function readPatch(input: unknown, allowed: readonly string[]): Patch | { readonly invalid: string } {
  if (input === undefined || input === null) return {}
  if (typeof input !== 'object') return { invalid: 'patch must be an object' }
  const wrong = Object.entries(input).find(([name, value]) => !allowed.includes(name) || !isText(value))
  if (wrong)
    return {
      invalid: `patch.${wrong[0].slice(0, 40)} is not one of ${allowed.join(', ')} with ${TEXT_RULE}`,
    }
  const untimely = Object.entries(input).find(([name, value]) => isTime(name) && !ISO.test(value))
  if (untimely) return { invalid: `patch.${untimely[0]} must be a time such as 2026-12-31T00:00:00Z` }
  return { ...input }
}

function isTime(name: string): boolean {
  return name === 'until' || name === 'at'
}

function isDecision(value: unknown): value is DecisionKind {
  return DECISIONS.some((kind) => kind === value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && TEXT.test(value)
}
