import { endedEntries } from './endpoint-secrets.ts'

/** What the bearer of a key may do; each may do what those before it may. */
export const ROLES = ['read', 'operate', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** A key of the operator API. */
export interface OperatorKey {
  /** Stands in the audit for whoever bears the key. */
  readonly name: string
  readonly role: Role
  readonly value: string
  /** ISO-8601 UTC: it opens nothing from then on. */
  readonly endsAt?: string
}

/** The name of OPERATOR_API_KEY. */
const FIRST = 'operator'

const ENTRY = /^([a-z0-9][a-z0-9._-]{0,39}):(read|operate|admin):(.{16,})$/

interface KeySettings {
  readonly OPERATOR_API_KEY?: string | undefined
  readonly OPERATOR_API_KEYS: string
}

/** Every key that opens the operator API, and what is wrong with them, in words that hold none of them. */
export function checkedOperatorKeys({ OPERATOR_API_KEY: first, OPERATOR_API_KEYS: more }: KeySettings): {
  readonly keys: readonly OperatorKey[]
  readonly wrong: readonly string[]
} {
  const keys: OperatorKey[] = first === undefined ? [] : [{ name: FIRST, role: 'admin', value: first }]
  const wrong: string[] = []
  for (const [index, entry] of endedEntries(more).entries()) {
    const read = entry === undefined ? 'what follows @ must be an ISO-8601 time' : keyOf(entry)
    const fault = typeof read === 'string' ? read : faultBeside(read, keys)
    if (fault !== undefined) wrong.push(`OPERATOR_API_KEYS: entry ${index + 1}: ${fault}`)
    else if (typeof read !== 'string') keys.push(read)
  }
  return { keys, wrong }
}

function keyOf({
  value: text,
  ...end
}: {
  readonly value: string
  readonly endsAt?: string
}): OperatorKey | string {
  const [, name = '', role, value = ''] = ENTRY.exec(text) ?? []
  const known = ROLES.find((one) => one === role)
  return known === undefined
    ? `must be name:role:key, the role one of ${ROLES.join(', ')}, the key of 16 characters or more`
    : { name, role: known, value, ...end }
}

/** While it is rotated, a name has two keys. They are one to the audit, so they may do the same. */
function faultBeside({ name, role, value }: OperatorKey, keys: readonly OperatorKey[]): string | undefined {
  if (keys.some((key) => key.value === value)) return 'is the key of another entry'
  const isOther =
    name === FIRST ? role !== 'admin' : keys.some((key) => key.name === name && key.role !== role)
  return isOther ? `the name ${name} stands for another role` : undefined
}
