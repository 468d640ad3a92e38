import type { ReplayedBy } from '../../inbox/replays.ts'
import { withoutAddresses } from '../conceal.ts'
import type { OperatorDeps } from './deps.ts'
import { word } from './schemas.ts'

/** Who asks for it, and why: part of what is kept. */
export const whoAndWhy = { actor: word, reason: word }

/** As it is kept for ever: no address is in it. */
export function impersonally({ actor, reason }: ReplayedBy, { people }: OperatorDeps): ReplayedBy {
  return { actor: people.conceal(actor), reason: withoutAddresses(reason) }
}
