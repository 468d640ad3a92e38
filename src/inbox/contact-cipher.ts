import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

export interface ContactCipher {
  /** Encrypts an address. `context` says whose it is: it opens nowhere else. */
  seal(address: string, context: string): Buffer
  /** @throws Error when it was sealed with another key or context, or is damaged */
  open(sealed: Buffer, context: string): string
}

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM with a key of its own, derived from PII_KEY; nonce and tag stand before the ciphertext. */
export function createContactCipher(piiKey: Buffer): ContactCipher {
  const key = Buffer.from(hkdfSync('sha256', piiKey, '', 'quittance contact', 32))
  return {
    seal(address, context) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(context))
      const ciphertext = Buffer.concat([cipher.update(address, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext])
    },
    open(sealed, context) {
      const nonce = sealed.subarray(0, NONCE_BYTES)
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
      const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(context)).setAuthTag(tag)
      const ciphertext = sealed.subarray(NONCE_BYTES + TAG_BYTES)
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8')
    },
  }
}
