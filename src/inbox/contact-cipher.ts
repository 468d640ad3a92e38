import { hkdfSync } from 'node:crypto'
import { seal, unseal } from './seal.ts'

export interface ContactCipher {
  /** Encrypts an address. `context` says whose it is: it opens nowhere else. */
  seal(address: string, context: string): Buffer
  /** @throws Error when it was sealed with another key or context, or is damaged */
  open(sealed: Buffer, context: string): string
}

/** Encrypts with a key of its own, derived from PII_KEY. */
export function createContactCipher(piiKey: Buffer): ContactCipher {
  const key = Buffer.from(hkdfSync('sha256', piiKey, '', 'quittance contact', 32))
  return {
    seal: (address, context) => seal(key, address, context),
    open: (sealed, context) => unseal(key, sealed, context),
  }
}
