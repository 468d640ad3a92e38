import type { Command } from 'commander'
import { apiClient } from './api-client.ts'
import { asBundle, writeBundle } from './evidence-file.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { overApi } from './over-api.ts'
import { table } from './table.ts'
import { verifyEvidence } from './verify-evidence.ts'

interface EvidenceOptions {
  readonly url?: string
  readonly json?: boolean
  readonly out?: string
  readonly verify?: string
  readonly raw: boolean
}

export function addEvidence(program: Command, io: Io): void {
  overApi(
    program
      .command('evidence')
      .description('all that can be shown of one payment, chained so that a later change shows'),
  )
    .argument('[account]')
    .argument('[payment]', 'any of its names')
    .option('--out <file>', 'write it to a new file')
    .option('--no-raw', 'without the bodies as they came, which need a key with the role operate')
    .option('--verify <file>', 'judge a bundle that was made before')
    .addHelpText(
      'after',
      '\n--verify ends with 1 and names the first entry that does not fit. Without OPERATOR_API_KEY, or where the service does\nnot answer, the file is judged alone.',
    )
    .action((account: string | undefined, payment: string | undefined, options: EvidenceOptions) =>
      evidence(io, account, payment, options),
    )
}

async function evidence(
  io: Io,
  account: string | undefined,
  payment: string | undefined,
  options: EvidenceOptions,
): Promise<void> {
  const { url, json, out, verify } = options
  if (verify !== undefined && account === undefined) return await verifyEvidence(io, verify, options)
  if (verify !== undefined || account === undefined || payment === undefined)
    throw new CliError('name an account and a payment, or --verify <file>', EXIT.usage)
  const raw = options.raw && (json || out !== undefined) ? '?raw=1' : ''
  const path = `/payments/${encodeURIComponent(account)}/${encodeURIComponent(payment)}/evidence${raw}`
  const { body } = await apiClient(io, url)('GET', path)
  if (out !== undefined) writeBundle(out, body)
  if (json) return io.print(JSON.stringify(body))
  const { entries, head, count } = asBundle(body, 'the answer of the service')
  if (out === undefined)
    io.print(
      table(
        ['AT', 'KIND', 'ENTRY'],
        entries.map(({ at, kind, id }) => [at, kind, id]),
      ),
    )
  io.note(`${count} entries, head ${head}`)
}
