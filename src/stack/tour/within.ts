/** How long the tour waits for anything, on a machine that may be busy. */
export const WITHIN = { timeoutMs: 60_000, everyMs: 150 } as const
