import { createHmac } from 'node:crypto'
import type { OwnerClaim } from '../domain/owner.ts'
import type { OwnerNames } from '../providers/provider.ts'

/** Names people without naming them: everything here is a digest that only the holder of PII_KEY can recompute. */
export interface People {
  /** The owner an e-mail address stands for. */
  ownerOfAddress(address: string): string
  /** A text as it may travel through Temporal: one that holds an e-mail address becomes its digest. */
  conceal(text: string): string
  /** What an erasure looks a person up by. */
  subjectOf(owner: string): string
  /** Who an event belongs to, first that is present: user, wallet, customer, e-mail address. */
  claim(account: string, names: OwnerNames, contact?: string): OwnerClaim | undefined
  /** Everyone an event names, not only its owner. */
  subjects(account: string, names: OwnerNames, ...addresses: readonly string[]): readonly string[]
}

/** Whether a text may be, or become a part of, an e-mail address. */
export function holdsAddress(text: string): boolean {
  return text.includes('@')
}

export function createPeople(piiKey: Buffer): People {
  const digest = (text: string) => createHmac('sha256', piiKey).update(text).digest('hex')
  const ownerOfAddress = (address: string) => `email:${digest(address.trim().toLowerCase())}`
  const subjectOf = (owner: string) => digest(owner)
  const claims = (account: string, names: OwnerNames, contact: string | undefined): OwnerClaim[] => {
    const { userId, wallet, customerId } = names
    const addresses = [userId, customerId, contact].filter((name) => name !== undefined && holdsAddress(name))
    return [
      ...claimOf('user', userId, (name) => `user:${name}`),
      ...claimOf('wallet', wallet, (name) => `wallet:${name.toLowerCase()}`),
      ...claimOf('customer', customerId, (name) => `customer:${account}:${name}`),
      ...addresses.map((address): OwnerClaim => ({ owner: ownerOfAddress(address ?? ''), source: 'email' })),
    ]
  }
  return {
    ownerOfAddress,
    subjectOf,
    conceal: (text) => (holdsAddress(text) ? ownerOfAddress(text) : text),
    claim: (account, names, contact) => claims(account, names, contact)[0],
    subjects: (account, names, ...addresses) => {
      const owners = claims(account, names, undefined).map(({ owner }) => owner)
      return [...new Set([...owners, ...addresses.map(ownerOfAddress)])].map(subjectOf)
    },
  }
}

/** An id that is itself an e-mail address names nobody by this rank; it is treated as an address. */
function claimOf(
  source: OwnerClaim['source'],
  name: string | undefined,
  ownerOf: (name: string) => string,
): OwnerClaim[] {
  return name === undefined || holdsAddress(name) ? [] : [{ owner: ownerOf(name), source }]
}
