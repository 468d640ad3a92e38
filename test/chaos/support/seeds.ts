const given = process.env.CHAOS_SEED
let fresh = Date.now() % 1_000_000

/** Another one every time, unless `CHAOS_SEED` says which. */
export const newSeed = (): number => (given === undefined ? fresh++ : Number(given))

/** `count` fresh ones, or the one that is given. */
export const newSeeds = (count: number): number[] =>
  Array.from({ length: given === undefined ? count : 1 }, newSeed)
