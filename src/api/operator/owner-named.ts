import { createHmac } from 'node:crypto'
import { ownerFromText } from '../../domain/owner.ts'
import { holdsMailAddress } from '../../providers/personal.ts'

/** The owner a caller means: a bare name is a user, an e-mail address is found by its digest, a wallet in small letters. */
export function ownerNamed(text: string, piiKey: Buffer): string {
  const owner = ownerFromText(text)
  const name = owner.slice(owner.indexOf(':') + 1)
  if (holdsMailAddress(name)) return emailOwner(name, piiKey)
  return owner.startsWith('wallet:') ? owner.toLowerCase() : owner
}

function emailOwner(address: string, piiKey: Buffer): string {
  return `email:${createHmac('sha256', piiKey).update(address.toLowerCase()).digest('hex')}`
}
