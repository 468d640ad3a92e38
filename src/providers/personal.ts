import { idPart } from '../domain/ids.ts'
import type { Json } from './body.ts'
import { idAt } from './body.ts'

const MAIL_ADDRESS = /[^\s@]@[^\s@]/

export function holdsMailAddress(text: string): boolean {
  return MAIL_ADDRESS.test(text)
}

/**
 * An id that may travel through Temporal: one that is an e-mail address becomes a digest, the same every time but no
 * longer readable.
 * @throws FulfilmentError INVALID_PAYLOAD as `idAt` does
 */
export function impersonalIdAt(body: Json | undefined, ...path: string[]): string | undefined {
  const id = idAt(body, ...path)
  return id !== undefined && holdsMailAddress(id) ? idPart(id) : id
}
