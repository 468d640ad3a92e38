import { z } from 'zod'
import { apiClient } from './api-client.ts'
import { type SecretOptions, secretFrom } from './endpoint-secret.ts'
import type { Io } from './io.ts'
import { type Said, whoAndWhy } from './said.ts'

export interface CreateOptions extends Said, SecretOptions {
  readonly account?: string
  readonly slug?: string
  readonly endsAt?: string
  readonly allow?: string
}

export interface RotateOptions extends Said, SecretOptions {
  readonly othersEnd?: string
}

export function pathOf(slug: string): string {
  return `/endpoints/${encodeURIComponent(slug)}`
}

export function given(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

async function ask(io: Io, said: Said, path: string, body: object, method: 'POST' | 'PUT' = 'POST') {
  return (await apiClient(io, said.url)(method, path, { ...body, ...whoAndWhy(said) })).body
}

const shown = z.union([z.string(), z.number(), z.array(z.string()), z.null()])
const fields = z.record(z.string(), shown)

/** Asks for a change, and shows what came of it. */
export async function change(io: Io, said: Said, path: string, body: object = {}, method?: 'POST' | 'PUT') {
  const answer = await ask(io, said, path, body, method)
  if (said.json) return io.print(JSON.stringify(answer))
  const lines = Object.entries(fields.parse(answer)).map(([name, value]) => `${name}: ${worded(value)}`)
  io.print(lines.join('\n'))
}

export function worded(value: z.output<typeof shown>): string {
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.join(' ')
  return value === null ? '-' : String(value)
}

export async function create(io: Io, provider: string, options: CreateOptions): Promise<void> {
  const { account, slug, endsAt, allow } = options
  const secret = await secretFrom(io, options)
  const ipAllow = allow?.split(',').map((address) => address.trim())
  await change(io, options, '/endpoints', given({ provider, account, slug, secret, endsAt, ipAllow }))
  if (secret === undefined) io.note('the secret is shown this once: enter it where the sender keeps it')
}

export async function rotate(io: Io, slug: string, options: RotateOptions): Promise<void> {
  const secret = await secretFrom(io, options)
  await change(io, options, `${pathOf(slug)}/secrets`, given({ secret, othersEndAt: options.othersEnd }))
  if (options.othersEnd === undefined)
    io.note('those before it have no end but their own: quittance endpoints end, once the new one is used')
}
