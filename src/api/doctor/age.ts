const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const

/** In the largest unit of which there are two or more: `3 d`, `90 min`, `12 s`. */
export function ageOf(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= 2 * size) ?? ['s', 1_000]
  return `${Math.round(ms / size)} ${unit}`
}
