import { catchUpSources } from '../catch-up-sources.ts'
import type { Config } from '../config.ts'
import type { CatchUpInput } from '../workflows/catch-up.ts'
import { FORGET_OLD_BODIES } from './retention.ts'
import type { Recurring } from './schedules.ts'

const MINUTE_MS = 60_000

/** Everything that is done again and again. */
export function recurring(config: Config): readonly Recurring[] {
  const sources = catchUpSources(config)
  const asked: CatchUpInput = { sources }
  return [
    {
      name: 'catch-up',
      workflowType: 'catchUp',
      args: [asked],
      everyMs: sources.length === 0 ? 0 : config.catchUpEveryMinutes * MINUTE_MS,
      note: 'asks providers for what their webhooks may not have told',
    },
    {
      name: 'reconcile',
      workflowType: 'reconcile',
      args: [],
      everyMs: config.reconcileEveryMinutes * MINUTE_MS,
      note: 'compares providers, books and chain',
    },
    {
      name: 'check-health',
      workflowType: 'checkHealth',
      args: [],
      everyMs: 5 * MINUTE_MS,
      note: 'looks for what an operator must see, and alerts',
    },
    FORGET_OLD_BODIES,
  ]
}
