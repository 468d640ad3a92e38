/** What a URL may call an endpoint that is made at run time. */
export const SLUG = /^[a-z0-9-]{1,64}$/

/** A slug that nobody chose: 128 bits of chance. */
export const OPAQUE = /^ep-[0-9a-f]{32}$/

/** What metrics count all opaque endpoints as: there may be one for each checkout. */
export const OPAQUE_ENDPOINTS = 'opaque'

export function countedAs(slug: string): string {
  return OPAQUE.test(slug) ? OPAQUE_ENDPOINTS : slug
}
