import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from './api-client.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { overApi } from './over-api.ts'

interface EraseOptions {
  readonly url?: string
  readonly json?: boolean
  readonly actor?: string
}

const WHAT = ['events', 'contacts', 'deliveries', 'orders', 'customers', 'decisions'] as const

const erasure = z.object({
  id: z.string(),
  ...(Object.fromEntries(WHAT.map((name) => [name, z.number()])) as Record<
    (typeof WHAT)[number],
    z.ZodNumber
  >),
  alsoNamed: z.array(z.string()),
})

export function addErase(program: Command, io: Io): void {
  overApi(
    program
      .command('erase')
      .description('forget a person: bodies, headers and addresses of all that names them'),
  )
    .argument(
      '<names...>',
      'all names of one person: user:42, wallet:0x…; - reads them, and addresses, from standard input',
    )
    .option('--actor <name>', 'who passes the request on; default: the user of this machine')
    .action((names: string[], options: EraseOptions) => erase(io, names, options))
}

async function erase(io: Io, given: readonly string[], options: EraseOptions): Promise<void> {
  const names = await namesOf(io, given)
  const actor = options.actor ?? userInfo().username
  const { body } = await apiClient(io, options.url)('POST', '/erasures', { names, actor })
  if (options.json) return io.print(JSON.stringify(body))
  const read = erasure.parse(body)
  io.print(`erasure ${read.id}: ${WHAT.map((name) => `${read[name]} ${name}`).join(' · ')}`)
  if (read.alsoNamed.length > 0) io.note(`perhaps the same person: ${read.alsoNamed.join(' ')}`)
}

async function namesOf(io: Io, given: readonly string[]): Promise<string[]> {
  // The history of a shell is kept where nobody erases it.
  if (given.some((name) => name.includes('@')))
    throw new CliError('an e-mail address is read from standard input: quittance erase -', EXIT.usage)
  const read = given.includes('-') ? (await io.readInput()).split(/\s+/) : []
  const names = [...given, ...read].filter((name) => name !== '-' && name !== '')
  if (names.length === 0) throw new CliError('standard input names nobody', EXIT.usage)
  return names
}
