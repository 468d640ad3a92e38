/** How much one round claims. */
export const ROUND = 50
const MAX_ROUNDS = 20

/** Claims and works, round after round, until nothing is left to claim, or it is enough for one sweep. */
export async function inRounds<T>(
  claim: () => Promise<readonly T[]>,
  work: (claimed: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const isStopped = () => signal?.aborted === true
  for (let round = 0; round < MAX_ROUNDS && !isStopped(); round++) {
    const claimed = await claim()
    for (const one of claimed) if (!isStopped()) await work(one)
    if (claimed.length < ROUND) return
  }
}
