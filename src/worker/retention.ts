import type pg from 'pg'
import type { Retention } from '../activities/index.ts'
import type { Config } from '../config.ts'
import { dropBodies } from '../inbox/drop-bodies.ts'

/** How long bodies are kept; nothing where it is for ever. */
export function retentionOf(
  { rawRetentionDays: rawDays }: Pick<Config, 'rawRetentionDays'>,
  pool: pg.Pool,
): { readonly retention?: Retention } {
  if (rawDays === 0) return {}
  return { retention: { rawDays, dropBodies: (before, most) => dropBodies(pool, before, most) } }
}

/** The workflow that drops them: once a day, whatever the setting; where bodies are kept for ever it finds nothing to do. */
export const FORGET_OLD_BODIES = {
  name: 'forget-old-bodies',
  workflowType: 'forgetOldBodies',
  args: [],
  everyMs: 86_400_000,
  note: 'drops bodies and headers older than RAW_RETENTION_DAYS',
} as const
