/** What a run leaves to chance. */
export interface Dice {
  /** Of a thousand throws, how many say yes. */
  readonly chance: (thousandths: number) => boolean
  /** A whole number from `low` up to, but not including, `high`. */
  readonly between: (low: number, high: number) => number
  readonly pick: <T>(among: readonly [T, ...T[]]) => T
}

/** FNV-1a. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}

/**
 * Mulberry32: the same seed and name give the same dice, whoever else throws his own meanwhile. The order in which
 * processes do things stays their own.
 */
export const diceOf = (seed: number, name = ''): Dice => {
  let state = seed ^ hashOf(name)
  /** From 0 up to 1. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low))
  return {
    chance: (thousandths) => next() * 1_000 < thousandths,
    between,
    pick: (among) => among[between(0, among.length)] ?? among[0],
  }
}
