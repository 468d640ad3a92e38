/** With these Node runs our TypeScript in the very process it starts, so that signals reach it. */
export const nodeFlags: readonly string[] = ['--import', import.meta.resolve('tsx')]
