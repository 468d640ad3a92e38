import type { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from './api-client.ts'
import type { Io } from './io.ts'
import { overApi, queryOf } from './over-api.ts'
import { table } from './table.ts'

interface PageOptions {
  readonly url?: string
  readonly json?: boolean
  readonly limit?: string
  readonly cursor?: string
}

type DeadLetterOptions = PageOptions & { readonly fault?: string; readonly kind?: string }
type RefusalOptions = PageOptions & { readonly endpoint?: string; readonly reason?: string }

const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ data: z.array(row), nextCursor: z.string().nullable() })

/** What does not go on by itself, and what was never taken in. */
export function addDeadLetters(program: Command, io: Io): void {
  paged(
    program
      .command('dead-letters')
      .description(
        'what does not go on by itself, the oldest first, each with the command that goes on with it',
      ),
  )
    .option('--fault <whose>', 'ours: we could not do it; theirs: what was sent cannot be so')
    .option('--kind <kind>', 'parked, aborted or quarantined')
    .action((options: DeadLetterOptions) => deadLetters(io, options))
  paged(program.command('refusals').description('deliveries that were turned away, newest first, and why'))
    .option('--endpoint <slug>')
    .option('--reason <reason>', 'such as wrong_signature, missing_signature, stale_timestamp')
    .action((options: RefusalOptions) => refusals(io, options))
}

function paged(command: Command): Command {
  return overApi(command).option('--limit <n>', 'up to 200').option('--cursor <cursor>')
}

const deadLetter = z.object({
  since: z.string(),
  kind: z.string(),
  fault: z.string(),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  command: z.string(),
})

async function deadLetters(io: Io, options: DeadLetterOptions): Promise<void> {
  const { url, json, fault, kind, limit, cursor } = options
  const { body } = await apiClient(io, url)('GET', `/dead-letters${queryOf({ fault, kind, limit, cursor })}`)
  if (json) return io.print(JSON.stringify(body))
  const { data, nextCursor } = pageOf(deadLetter).parse(body)
  io.print(
    table(
      ['SINCE', 'KIND', 'FAULT', 'COMMAND', 'WHY'],
      data.map((row) => [
        row.since,
        row.kind,
        row.fault,
        row.command,
        [row.code, row.reason].filter((part) => part !== null).join(': ') || '-',
      ]),
    ),
  )
  if (nextCursor !== null) io.note(`more: --cursor ${nextCursor}`)
}

const refusal = z.object({
  endpoint: z.string(),
  reason: z.string(),
  at: z.string(),
  size: z.number(),
  peer: z.string(),
})

async function refusals(io: Io, options: RefusalOptions): Promise<void> {
  const { url, json, endpoint, reason, limit, cursor } = options
  const path = `/refusals${queryOf({ endpoint, reason, limit, cursor })}`
  const { body } = await apiClient(io, url)('GET', path)
  if (json) return io.print(JSON.stringify(body))
  const { data, nextCursor } = pageOf(refusal).parse(body)
  io.print(
    table(
      ['AT', 'ENDPOINT', 'REASON', 'FROM', 'BYTES'],
      data.map((row) => [row.at, row.endpoint, row.reason, row.peer, String(row.size)]),
    ),
  )
  if (nextCursor !== null) io.note(`more: --cursor ${nextCursor}`)
}
