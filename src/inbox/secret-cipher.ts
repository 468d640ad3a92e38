import { hkdfSync } from 'node:crypto'
import { seal, unseal } from './seal.ts'

/** A secret of an endpoint as it is kept. */
export interface SealedSecret {
  readonly id: string
  /** Which key opens it. */
  readonly keyId: string
  readonly ciphertext: Buffer
}

export interface SecretCipher {
  /** Ids of the keys that open; the first one seals. */
  readonly keyIds: readonly [string, ...string[]]
  /** Bound to the endpoint and to the secret's id: it opens nowhere else. */
  seal(value: string, slug: string, id: string): SealedSecret
  /** @throws Error when its key is not among ours, or it is damaged, or another's */
  open(sealed: SealedSecret, slug: string): string
}

/** Encrypts with the first of ENDPOINT_SECRETS_KEY, and decrypts with all; undefined where there is none. */
export function createSecretCipher(secretKeys: readonly Buffer[]): SecretCipher | undefined {
  const keys = secretKeys.map(derived)
  const [first, ...others] = keys
  if (first === undefined) return undefined
  return {
    keyIds: [first.id, ...others.map(({ id }) => id)],
    seal: (value, slug, id) => ({
      id,
      keyId: first.id,
      ciphertext: seal(first.key, value, contextOf(slug, id)),
    }),
    open({ id, keyId, ciphertext }, slug) {
      const held = keys.find((key) => key.id === keyId)
      if (held === undefined) throw new Error(`ENDPOINT_SECRETS_KEY does not hold the key ${keyId}`)
      return unseal(held.key, ciphertext, contextOf(slug, id))
    },
  }
}

/** Neither part can hold a colon. */
function contextOf(slug: string, id: string): string {
  return `${slug}:${id}`
}

function derived(secretKey: Buffer): { readonly id: string; readonly key: Buffer } {
  const part = (info: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secretKey, '', `quittance endpoint secret ${info}`, bytes))
  return { id: part('key id', 4).toString('hex'), key: part('key', 32) }
}
