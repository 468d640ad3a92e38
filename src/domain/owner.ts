/** How sure a claim of ownership is. A higher rank replaces a lower one, in whatever order they arrive. */
export const OWNER_RANKS = {
  suspense: 0,
  email: 1,
  customer: 2,
  wallet: 3,
  user: 4,
  order: 5,
  amend: 6,
} as const

export type OwnerSource = keyof typeof OWNER_RANKS

/** Who is credited: `user:42`, `wallet:0x…`, `customer:<account>:<id>`, `email:<hmac>`, `suspense:<account>`. */
export interface OwnerClaim {
  readonly owner: string
  readonly source: OwnerSource
}

const NAMED = /^(?:user|wallet|customer|email|suspense):./

/** An owner as an operator or a merchant writes it: a bare name means `user:<name>`, a wallet goes in small letters. */
export function ownerFromText(text: string): string {
  if (!NAMED.test(text)) return `user:${text}`
  return text.startsWith('wallet:') ? text.toLowerCase() : text
}

export function suspenseOf(account: string): string {
  return `suspense:${account}`
}
