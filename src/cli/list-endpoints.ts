import { z } from 'zod'
import { apiClient } from './api-client.ts'
import { worded } from './endpoint-changes.ts'
import type { Io } from './io.ts'
import { queryOf } from './over-api.ts'
import { table } from './table.ts'

const FILTERS = ['slug', 'account', 'provider', 'limit', 'cursor'] as const

export interface ListOptions extends Partial<Record<(typeof FILTERS)[number], string>> {
  readonly url?: string
  readonly json?: boolean
}

const page = z.object({
  data: z.array(
    z.object({
      slug: z.string(),
      account: z.string(),
      provider: z.string(),
      source: z.string(),
      pausedAt: z.string().nullable(),
      endsAt: z.string().nullable(),
      ipAllow: z.array(z.string()),
      secrets: z.array(
        z.object({ id: z.string(), endsAt: z.string().nullable(), lastUsedAt: z.string().nullable() }),
      ),
    }),
  ),
  nextCursor: z.string().nullable(),
})

export async function listEndpoints(io: Io, options: ListOptions): Promise<void> {
  const filter = Object.fromEntries(FILTERS.map((name) => [name, options[name]]))
  const { body } = await apiClient(io, options.url)('GET', `/endpoints${queryOf(filter)}`)
  if (options.json) return io.print(JSON.stringify(body))
  const { data, nextCursor } = page.parse(body)
  io.print(
    table(
      [
        'SLUG',
        'PROVIDER',
        'ACCOUNT',
        'SOURCE',
        'PAUSED',
        'ENDS',
        'ALLOW',
        'SECRET',
        'SECRET ENDS',
        'LAST USED',
      ],
      data.flatMap(({ slug, provider, account, source, pausedAt, endsAt, ipAllow, secrets }) =>
        secrets.map((secret, n) => [
          ...(n === 0
            ? [slug, provider, account, source, ...[pausedAt, endsAt, ipAllow].map(worded)]
            : Array<string>(7).fill('')),
          ...[secret.id, secret.endsAt, secret.lastUsedAt].map(worded),
        ]),
      ),
    ),
  )
  if (nextCursor !== null) io.note(`more: --cursor ${nextCursor}`)
}
