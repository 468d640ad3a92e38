import type { GrantedProduct, Statement } from './fact.ts'
import { compareTexts } from './moment.ts'

/** What a payment opens, by all its facts. */
export interface FoldedGrants {
  /** Each product once, for the longest time any fact gives it; without `days`, for ever. */
  readonly products: readonly GrantedProduct[]
  /** Some fact wants access to wait until the money is settled. */
  readonly waits: boolean
}

export function foldGrants(statements: readonly Statement[]): FoldedGrants {
  const longest = new Map<string, GrantedProduct>()
  for (const grant of statements.flatMap(({ grants }) => grants ?? [])) {
    const known = longest.get(grant.product)
    longest.set(grant.product, known === undefined ? grant : longer(known, grant))
  }
  return {
    products: [...longest.values()].sort((a, b) => compareTexts(a.product, b.product)),
    waits: statements.some(({ grantsAt }) => grantsAt === 'confirmed'),
  }
}

function longer(a: GrantedProduct, b: GrantedProduct): GrantedProduct {
  if (a.days === undefined || b.days === undefined) return { product: a.product }
  return a.days > b.days ? a : b
}
