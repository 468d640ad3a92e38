import type { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from './api-client.ts'
import type { Io } from './io.ts'
import { overApi } from './over-api.ts'
import { table } from './table.ts'

interface Common {
  readonly url?: string
  readonly json?: boolean
}

/** Commands about what providers, books and chain say of one another. */
export function addReports(program: Command, io: Io): void {
  overApi(program.command('drift').description('where providers, books and chain do not agree'))
    .option('--now', 'make a report now instead of showing the newest')
    .action((options: Common & { readonly now?: boolean }) => drift(io, options))
  overApi(
    program.command('catch-up').description('ask providers now for what their webhooks may not have told'),
  )
    .option('--since <time>', 'ISO-8601; default: since they were asked last')
    .action((options: Common & { readonly since?: string }) => catchUp(io, options))
}

const difference = z.object({
  kind: z.string(),
  endpoint: z.string().optional(),
  eventKey: z.string().optional(),
  account: z.string().optional(),
  paymentId: z.string().optional(),
  asset: z.string().optional(),
  stated: z.string().optional(),
  found: z.string().optional(),
  command: z.string(),
})

const report = z.object({
  madeAt: z.string(),
  sums: z.array(
    z.object({
      asset: z.string(),
      payments: z.number(),
      told: z.string(),
      waiting: z.string(),
      booked: z.string(),
    }),
  ),
  mints: z
    .object({ ledger: z.string(), outbox: z.string(), onTheirWay: z.string(), chain: z.string() })
    .nullable(),
  providers: z.array(z.object({ source: z.string(), events: z.number(), problem: z.string().optional() })),
  differenceCount: z.number(),
  differences: z.array(difference),
})
const started = z.object({ workflowId: z.string() })

async function drift(io: Io, { url, json, now }: Common & { readonly now?: boolean }): Promise<void> {
  const { status, body } = await apiClient(io, url)(now ? 'POST' : 'GET', '/reconciliation')
  if (json) return io.print(JSON.stringify(body))
  if (status === 202) return io.print(`under way: ${started.parse(body).workflowId}`)
  const { madeAt, sums, mints, providers, differenceCount, differences } = report.parse(body)
  io.note(`made at ${madeAt}; amounts are minor units`)
  const amounts = sums.map((sum) => [sum.asset, String(sum.payments), sum.told, sum.waiting, sum.booked])
  io.print(table(['ASSET', 'PAYMENTS', 'TOLD', 'WAITING', 'BOOKED'], amounts))
  if (mints !== null) {
    const { ledger, outbox, onTheirWay, chain } = mints
    io.print(
      table(['MINTED BY LEDGER', 'OUTBOX', 'ON THEIR WAY', 'CHAIN'], [[ledger, outbox, onTheirWay, chain]]),
    )
  }
  for (const { source, events, problem } of providers)
    io.note(`${source} was asked: ${problem ?? `${events} events of the last day`}`)
  io.print(`${differenceCount} differences`)
  if (differenceCount > 0) io.print(table(['KIND', 'WHAT', 'STATED', 'FOUND', 'SEE'], differences.map(rowOf)))
}

function rowOf(found: z.infer<typeof difference>): string[] {
  const { kind, endpoint, eventKey, account, paymentId, asset = '', stated, found: there, command } = found
  const what = [endpoint ?? account, eventKey ?? paymentId].filter((part) => part !== undefined).join(' ')
  return [kind, what || '-', `${stated ?? '-'} ${asset}`.trim(), there ?? '-', command]
}

const caughtUp = z.object({
  missed: z.number(),
  known: z.number(),
  contradicted: z.number(),
  unreadable: z.number(),
})
const sources = z.object({
  sources: z.record(
    z.string(),
    z.union([caughtUp, z.object({ problem: z.object({ message: z.string() }) })]),
  ),
})

async function catchUp(io: Io, { url, json, since }: Common & { readonly since?: string }): Promise<void> {
  const { status, body } = await apiClient(io, url)('POST', '/catch-up', since === undefined ? {} : { since })
  if (json) return io.print(JSON.stringify(body))
  if (status === 202) return io.print(`under way: ${started.parse(body).workflowId}`)
  for (const [source, result] of Object.entries(sources.parse(body).sources))
    io.print(
      'problem' in result
        ? `${source}: ${result.problem.message}`
        : `${source}: ${result.missed} missed and taken in now, ${result.known} known, ${result.contradicted} in quarantine, ${result.unreadable} not readable`,
    )
}
