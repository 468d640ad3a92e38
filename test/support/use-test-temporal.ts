import { inject } from 'vitest'

// What reads Temporal's own settings (src/temporal.ts, child processes) finds the server of this run.
process.env.TEMPORAL_ADDRESS = inject('temporalAddress')
