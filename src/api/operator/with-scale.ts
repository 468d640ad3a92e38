import type { Policy } from '../../domain/policy.ts'

/** Beside every amount: how many of its digits are decimal places. Null: today's policy does not know the asset. */
export function withScale<T extends { readonly asset: string | null }>(
  money: T,
  { assets }: Policy,
): T & { readonly scale: number | null } {
  const known = money.asset !== null && Object.hasOwn(assets, money.asset) ? assets[money.asset] : undefined
  return { ...money, scale: known?.scale ?? null }
}
