import { idPart } from '../domain/ids.ts'
import type { Json } from './body.ts'
import { idAt } from './body.ts'

/** Whether a text may be, or become a part of, an e-mail address: ids are composed of others. */
export function holdsMailAddress(text: string): boolean {
  return text.includes('@')
}

/** An id that may travel through Temporal: one that is an e-mail address becomes a digest, always the same one. */
export function impersonal(id: string): string {
  return holdsMailAddress(id) ? idPart(id) : id
}

/**
 * The id at a path, without the address it may be.
 * @throws FulfilmentError INVALID_PAYLOAD as `idAt` does
 */
export function impersonalIdAt(body: Json | undefined, ...path: string[]): string | undefined {
  const id = idAt(body, ...path)
  return id === undefined ? undefined : impersonal(id)
}

const HEX = /^0x[0-9a-f]+$/i

/** A transaction or an address. In hex it is one whatever the case of its letters; other chains' are kept as they are. */
export function onChainIdAt(fields: Json | undefined, name: string): string | undefined {
  const id = impersonalIdAt(fields, name)
  return id !== undefined && HEX.test(id) ? id.toLowerCase() : id
}
