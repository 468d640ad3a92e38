import { ownerFromText } from '../../domain/owner.ts'
import { holdsAddress, type People } from '../people.ts'

/** The owner a caller means: a bare name is a user, an e-mail address is found by its digest. */
export function ownerNamed(text: string, people: People): string {
  const owner = ownerFromText(text)
  const name = owner.slice(owner.indexOf(':') + 1)
  return holdsAddress(name) ? people.ownerOfAddress(name) : owner
}
