import type { Pool } from 'pg'
import { newestBackup } from '../../inbox/backups.ts'
import { checkDurability } from '../../inbox/check-durability.ts'
import { MIGRATIONS_TABLE, migrationNames } from '../../migration-files.ts'
import { ageOf } from './age.ts'
import { bad, good, warning } from './finding.ts'

const OLDEST_POSTGRES = 15
/** Secrets and stale signatures are judged to the second, and providers allow five minutes. */
const CLOCK_OFF_MS = 2_000
/** A day, and the time that a backup takes. */
const BACKUP_AGE_MS = 26 * 60 * 60_000

export async function checkPostgres(pool: Pool) {
  await checkDurability(pool)
  const {
    rows: [{ version, replicas, ssl, local }],
  } = await pool.query(`
    select current_setting('server_version') as version,
           (select count(*)::int from pg_stat_replication) as replicas,
           coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as ssl,
           coalesce(host(inet_server_addr()) in ('127.0.0.1', '::1'), true) as local`)
  const found = `version ${version}, ${replicas} standbys`
  if (Number.parseInt(version, 10) < OLDEST_POSTGRES)
    return bad(found, `use version ${OLDEST_POSTGRES} or newer`)
  if (!ssl && !local) return warning(`${found}, without TLS`, 'add ?sslmode=verify-full to DATABASE_URL')
  return good(`${found}, commits are on disk before they are told`)
}

export async function checkMigrations(pool: Pool) {
  const { rows } = await pool.query<{ name: string }>(`select name from ${MIGRATIONS_TABLE}`)
  const made = new Set(rows.map(({ name }) => name))
  const wanted = migrationNames()
  const missing = wanted.filter((name) => !made.has(name))
  if (missing.length > 0) return bad(`${missing.join(', ')} not made`, 'npm run migrate')
  const newer = [...made].filter((name) => !wanted.includes(name))
  return newer.length === 0
    ? good(`all ${wanted.length} made`)
    : warning(`${newer.join(', ')} made by a newer version`, 'upgrade this process too')
}

/** Of this process against the database, whose clock times events. That it was waited for does not make it wrong. */
export async function checkClock(pool: Pool) {
  const before = Date.now()
  const { rows } = await pool.query<{ now: Date }>('select clock_timestamp() as now')
  const now = Number(rows[0]?.now)
  const off = Math.max(before - now, now - Date.now(), 0)
  const found = off === 0 ? 'the API and Postgres agree' : `the API and Postgres are ${off} ms apart`
  return off > CLOCK_OFF_MS ? bad(found, 'run a time service (chrony, ntpd) on both') : good(found)
}

export async function checkBackups(pool: Pool) {
  const newest = await newestBackup(pool)
  if (newest === undefined)
    return bad(
      'none is known: no write-ahead log is archived, and nobody told of a backup',
      'archive the write-ahead log, or run `quittance backup-taken` after each backup',
    )
  const ageMs = Date.now() - newest.at.getTime()
  const found = `${newest.by}, ${ageOf(ageMs)} ago`
  return ageMs > BACKUP_AGE_MS ? bad(found, 'look why there is none since') : good(found)
}
