import { createHash } from 'node:crypto'
import { splitEntries } from './outbound/allow-list.ts'
import { providerNamed } from './providers/index.ts'
import type { Secret } from './providers/provider.ts'

/** Providers whose secret in the environment makes an endpoint of the same name. */
const ENVIRONMENT_ENDPOINTS = [
  'stripe',
  'loyalteez',
  'loops',
  'llamapay',
  'cryptopay',
  'rach',
  'standard',
] as const

/** The secrets of every endpoint the environment makes, and what is wrong with them. */
export function checkedSecrets(env: Readonly<Record<string, string | undefined>>) {
  const bySlug = new Map<string, readonly Secret[]>()
  const wrong: string[] = []
  for (const slug of ENVIRONMENT_ENDPOINTS) {
    const name = secretSetting(slug)
    const secrets = endedEntries(env[name] ?? '').map((entry) => entry && { id: idOf(slug, entry), ...entry })
    if (secrets.some((secret) => secret === undefined))
      wrong.push(`${name}: what follows @ must be an ISO-8601 time`)
    wrong.push(...secretFaults(slug, secrets).map((fault) => `${name}: ${fault}`))
    if (secrets.length > 0)
      bySlug.set(
        slug,
        secrets.filter((secret) => secret !== undefined),
      )
  }
  return { bySlug, wrong }
}

/** The setting that holds the secrets of an endpoint of the environment. */
export function secretSetting(slug: string): string {
  return `${slug.toUpperCase()}_WEBHOOK_SECRET`
}

function secretFaults(slug: string, secrets: readonly (Secret | undefined)[]): readonly string[] {
  const provider = providerNamed(slug)
  const faults = secrets.map((secret) => secret && provider?.secretFault?.(secret.value))
  return [...new Set(faults.filter((fault) => fault !== undefined))]
}

/** A digest, so that it can stand in logs and metrics. */
function idOf(slug: string, { value }: EndedEntry): string {
  return `${slug}-${createHash('sha256').update(value).digest('hex').slice(0, 8)}`
}

interface EndedEntry {
  readonly value: string
  /** ISO-8601 UTC. */
  readonly endsAt?: string
}

/** `value` or `value@<ISO end>`, separated by commas. Undefined in place of one whose end cannot be read. */
export function endedEntries(text: string): readonly (EndedEntry | undefined)[] {
  return splitEntries(text).map((entry) => {
    const [, value = entry, end] = /^(.*)@(\d{4}-.*)$/.exec(entry) ?? []
    if (end === undefined) return { value }
    return Number.isNaN(Date.parse(end)) ? undefined : { value, endsAt: new Date(end).toISOString() }
  })
}
