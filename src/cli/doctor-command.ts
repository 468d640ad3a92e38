import type { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from './api-client.ts'
import { type Finding, lookFromHere } from './doctor-from-here.ts'
import { cliEnvironment, serviceUrl } from './environment.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { overApi } from './over-api.ts'
import { table } from './table.ts'

interface Common {
  readonly url?: string
  readonly json?: boolean
}

const examined = z.object({
  version: z.string(),
  at: z.string(),
  findings: z.array(
    z.object({
      check: z.string(),
      verdict: z.enum(['ok', 'warning', 'failed', 'unknown']),
      found: z.string(),
      todo: z.string().optional(),
    }),
  ),
})

/** Commands about whether the deployment is fit for production. */
export function addDoctor(program: Command, io: Io): void {
  const doctorCommand = program
    .command('doctor')
    .description(
      'look at each item of docs/going-live.md on the running deployment; ends with 1 if one failed',
    )
  overApi(doctorCommand).action((options: Common) => doctor(io, options))
  const taken = program
    .command('backup-taken')
    .description('tell the doctor that a backup of Postgres was taken')
    .option('--at <time>', 'ISO-8601; default: now')
    .option('--note <text>', 'such as where it is')
  overApi(taken).action((options: Common & { at?: string; note?: string }) => backupTaken(io, options))
}

async function doctor(io: Io, { url, json }: Common): Promise<void> {
  const began = Date.now()
  const { body } = await apiClient(io, url)('GET', '/doctor')
  const { version, at, findings: there } = examined.parse(body)
  const service = { url: serviceUrl(cliEnvironment(io), url), version, at: Date.parse(at) }
  const findings = [...(await lookFromHere(service, { began, ended: Date.now() })), ...there]
  io.print(json ? JSON.stringify({ findings }) : tableOf(findings))
  const wrong = findings.filter(({ verdict }) => verdict === 'failed' || verdict === 'unknown').length
  if (wrong > 0) throw new CliError(`${wrong} of ${findings.length} are not as they should be`, EXIT.refused)
  io.note(`${findings.length} looked at, none failed`)
}

function tableOf(findings: readonly Finding[]): string {
  return table(
    ['CHECK', 'VERDICT', 'FOUND', 'DO'],
    findings.map(({ check, verdict, found, todo }) => [check, verdict, found, todo ?? '-']),
  )
}

async function backupTaken(io: Io, options: Common & { at?: string; note?: string }): Promise<void> {
  const { url, json, at: takenAt, note } = options
  const { body } = await apiClient(io, url)('POST', '/backups', { takenAt, note })
  io.print(json ? JSON.stringify(body) : 'noted')
}
