import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether an Authorization header holds the key. Digests are compared: neither content nor length shows in the time it takes. */
export function bearsKey(header: string | undefined, key: string): boolean {
  const [, token = ''] = /^Bearer +(.+)$/i.exec(header ?? '') ?? []
  return token !== '' && timingSafeEqual(digest(token), digest(key))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
