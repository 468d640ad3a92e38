import { recordAction } from '../../audit/actions.ts'
import { inTexts, withoutAddresses } from '../conceal.ts'
import type { OperatorDeps } from './deps.ts'
import type { Input, RawRequest, Route } from './route.ts'
import { whoSays } from './who-says.ts'

/**
 * What the audit keeps of a route that changes something, beside who asked, why and for what. Kept for ever: addresses are
 * concealed by whoever writes it down, secrets are left out here.
 */
export interface Audit<Asked extends Input = Input, Answered = unknown> {
  /** How that stands which it changes; null where nothing is there yet, or it only starts something. */
  before(deps: OperatorDeps, input: Asked): Promise<object | null> | null
  /** What was asked for, by its body. */
  asked(body: Asked['body']): object | null
  /** What came of it, by the answer. */
  after(answer: Answered): object | null
}

export const nothing = (): null => null

export function all<Said>(said: Said): (Said & object) | null {
  return typeof said === 'object' ? said : null
}

/** Writes down what is about to be done, and returns its id. */
export async function recordAsked(
  audit: Audit,
  route: Route,
  deps: OperatorDeps,
  { request, input }: { readonly request: RawRequest; readonly input: Input },
): Promise<string> {
  const { actor, reason } = whoSays(request, input.body)
  const { actor: _actor, reason: _reason, ...asked } = fieldsOf(audit.asked(input.body))
  const before = await audit.before(deps, input)
  return await recordAction(deps.pool, {
    key: input.caller.name,
    role: input.caller.role,
    ...(actor === undefined ? {} : { actor: deps.people.conceal(actor) }),
    ...(reason === undefined ? {} : { reason: withoutAddresses(reason) }),
    action: `${route.method.toUpperCase()} /v1${route.path}`,
    params: concealed(input.params as object, deps) ?? {},
    asked: Object.keys(asked).length === 0 ? null : concealed(asked, deps),
    before: concealed(before, deps),
  })
}

function fieldsOf(asked: object | null): Readonly<Record<string, unknown>> {
  return { ...asked }
}

/** What JSON can hold and Postgres cannot: NUL, and halves of characters. */
const UNSTORABLE = /[\0\p{Cs}]/gu

/** As it may be kept for ever. A Date becomes text, as in an answer. */
export function concealed(value: object | null, { people }: OperatorDeps): object | null {
  const json: unknown = JSON.parse(JSON.stringify(value))
  const kept = inTexts(json, (text) => people.conceal(text.replace(UNSTORABLE, '\uFFFD')))
  return kept as object | null
}
