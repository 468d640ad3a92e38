import type { Pool } from 'pg'
import { z } from 'zod'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { rowsOf } from './query.ts'

/** A report, and when it was made. */
export interface StoredReport extends Reconciliation {
  readonly id: string
  /** ISO-8601 UTC. */
  readonly madeAt: string
}

/** A month of hours. */
const KEPT = 720

const stored = z.object({
  id: z.string(),
  madeAt: z.date(),
  report: z.custom<Reconciliation>((value) => typeof value === 'object' && value !== null),
})

export async function storeReport(pool: Pool, report: Reconciliation): Promise<string> {
  const [row] = await rowsOf(
    pool,
    z.object({ id: z.string() }),
    `with made as (
       insert into reconcile.report (differences, report) values ($1, $2) returning id
     ), trimmed as (delete from reconcile.report r using made where r.id <= made.id - ${KEPT})
     select id::text from made`,
    [report.differenceCount, JSON.stringify(report)],
  )
  return row?.id ?? ''
}

/** Undefined before the first was made. */
export async function newestReport(pool: Pool): Promise<StoredReport | undefined> {
  const [row] = await rowsOf(
    pool,
    stored,
    'select id::text, made_at as "madeAt", report from reconcile.report r order by r.id desc limit 1',
  )
  return row === undefined ? undefined : { ...row.report, id: row.id, madeAt: row.madeAt.toISOString() }
}
