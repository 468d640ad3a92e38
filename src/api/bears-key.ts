import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether an Authorization header holds the key. */
export function bearsKey(header: string | undefined, key: string): boolean {
  const [, token = ''] = /^Bearer +(.+)$/i.exec(header ?? '') ?? []
  return token !== '' && isSecret(token, key)
}

/** Whether it is the secret. Digests are compared: neither content nor length shows in the time it takes. */
export function isSecret(text: string, secret: string): boolean {
  return timingSafeEqual(digest(text), digest(secret))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
