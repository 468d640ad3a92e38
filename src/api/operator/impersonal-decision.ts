import type { Decision, Patch } from '../../domain/decision.ts'
import { impersonal } from '../../providers/personal.ts'
import { withoutAddresses } from '../conceal.ts'
import type { People } from '../people.ts'
import { ownerNamed } from './owner-named.ts'

/** The patch in the words of the books: an owner or order that an e-mail address names goes by its digest. */
export function impersonalPatch({ owner, orderReference, ...rest }: Patch, people: People): Patch {
  return {
    ...rest,
    ...(owner === undefined ? {} : { owner: ownerNamed(owner, people) }),
    ...(orderReference === undefined ? {} : { orderReference: impersonal(orderReference) }),
  }
}

/** The decision as it may stand in Temporal's history for ever. What was really written stays in the journal. */
export function forTemporal(decision: Decision, people: People): Decision {
  return {
    ...decision,
    actor: people.conceal(decision.actor),
    reason: withoutAddresses(decision.reason),
  }
}
