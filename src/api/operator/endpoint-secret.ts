import { randomBytes } from 'node:crypto'
import type { Provider } from '../../providers/provider.ts'
import { ProblemError } from '../problem.ts'

/** Names a secret in logs, metrics and events; says nothing of its value. */
export function secretIdFor(slug: string): string {
  return `${slug}-${randomBytes(5).toString('hex')}`
}

/**
 * The secret that is given, or one that is made; and whether it was made.
 * @throws ProblemError invalid-content: the provider cannot sign with it, or must give it
 */
export function chosenSecret(
  { name, makeSecret, secretFault }: Provider,
  given: string | undefined,
): readonly [value: string, isMade: boolean] {
  const value = given ?? makeSecret?.()
  if (value === undefined)
    throw new ProblemError(
      'invalid-content',
      `secret: ${name} makes it. Choose a slug, enter the URL there, and give the secret it shows.`,
    )
  const fault = secretFault?.(value)
  if (fault !== undefined) throw new ProblemError('invalid-content', `secret: ${fault}`)
  return [value, given === undefined]
}

/** What may be written down of a body or an answer. */
export function withoutSecret<Said extends { readonly secret?: unknown }>({
  secret: _secret,
  ...rest
}: Said) {
  return rest
}
