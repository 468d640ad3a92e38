import type { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from './api-client.ts'
import type { Io } from './io.ts'
import { overApi } from './over-api.ts'
import { showEvents } from './read-commands.ts'
import { type Said, said, whoAndWhy } from './said.ts'
import { table } from './table.ts'

interface Common {
  readonly url?: string
  readonly json?: boolean
}

/** `quittance quarantine`: deliveries that contradict the event stored under their key. */
export function addQuarantine(program: Command, io: Io): void {
  const quarantine = program
    .command('quarantine')
    .description('deliveries that contradict the event stored under their key')
  overApi(quarantine.command('list').description('newest first'))
    .option('--endpoint <slug>')
    .option('--limit <n>', 'up to 200')
    .option('--cursor <cursor>')
    .action((options) => showEvents(io, { ...options, state: 'quarantined' }))
  overApi(
    quarantine.command('show').description('what one says, and what the event says that was there first'),
  )
    .argument('<id>', 'q and a number, as dead-letters and events --json show it')
    .action((id: string, options: Common) => show(io, id, options))
  said(quarantine.command('release').description('admit one, as an event of its own; the books judge it'))
    .argument('<id>')
    .action((id: string, options: Said) => release(io, id, options))
  said(
    quarantine
      .command('dismiss')
      .description('nothing is to be done with one; it is kept, and counted no more'),
  )
    .argument('<id>')
    .action((id: string, options: Said) => dismiss(io, id, options))
}

const delivery = z.object({
  endpoint: z.string(),
  eventKey: z.string(),
  contradicts: z.string(),
  receivedAt: z.string(),
  differs: z.array(
    z.object({ fact: z.string(), stored: z.string().nullable(), delivered: z.string().nullable() }),
  ),
})

async function show(io: Io, id: string, { url, json }: Common): Promise<void> {
  const { body } = await apiClient(io, url)('GET', `/events/${encodeURIComponent(id)}`)
  if (json) return io.print(JSON.stringify(body))
  const { endpoint, eventKey, contradicts, receivedAt, differs } = delivery.parse(body)
  io.note(`${endpoint} ${eventKey}, received ${receivedAt}, contradicts event ${contradicts}`)
  const rows = differs.map(({ fact, stored, delivered }) => [fact, stored ?? '-', delivered ?? '-'])
  io.print(table(['FACT', 'STORED', 'DELIVERED'], rows))
}

const released = z.object({ eventKey: z.string(), workflowId: z.string() })

async function release(io: Io, id: string, options: Said): Promise<void> {
  const path = `/events/${encodeURIComponent(id)}/release`
  const { body } = await apiClient(io, options.url)('POST', path, whoAndWhy(options))
  if (options.json) return io.print(JSON.stringify(body))
  const { eventKey, workflowId } = released.parse(body)
  io.print(`admitted as ${eventKey}: ${workflowId}`)
}

async function dismiss(io: Io, id: string, options: Said): Promise<void> {
  const path = `/events/${encodeURIComponent(id)}/dismiss`
  const { body } = await apiClient(io, options.url)('POST', path, whoAndWhy(options))
  io.print(options.json ? JSON.stringify(body) : 'dismissed')
}
