import { formatMinor } from '../../domain/money.ts'
import type { Balance } from './operator.ts'

/** What an owner has more or less than before: `+25.00 USD available`. */
export function changesOf(before: readonly Balance[], after: readonly Balance[]): string[] {
  return after.flatMap((now) => {
    const then = before.find(({ asset }) => asset === now.asset)
    return (['available', 'pending', 'held'] as const).flatMap((kind) => {
      const difference = BigInt(now[kind]) - BigInt(then?.[kind] ?? '0')
      if (difference === 0n) return []
      return [`${difference > 0n ? '+' : ''}${shortAmount(difference, now.scale)} ${now.asset} ${kind}`]
    })
  })
}

/** Without the zeros of eighteen places; two are left. */
export function shortAmount(minor: bigint, scale: number): string {
  return formatMinor(minor, scale).replace(/(\.\d\d\d*?)0+$/, '$1')
}
