import { z } from 'zod'
import type { DeliverySecret } from './delivery/secrets.ts'
import { endedEntries } from './endpoint-secrets.ts'
import { wrongAllowEntries } from './outbound/allow-list.ts'

/** Where the merchant's app is told, and what calls to it are signed with. */
export const DELIVERY_SETTINGS = {
  DELIVERY_URL: z
    .url({ protocol: /^https?$/ })
    .refine((text) => !/\/\/[^/]*@/.test(text), 'must not hold credentials')
    .optional()
    .describe("Where the merchant's app takes signed calls of what became so; unset: it is told nothing"),
  DELIVERY_SECRET: z
    .string()
    .optional()
    .describe(
      'What those calls are signed with: whsec_ and the base64 of 24 to 64 random bytes; several separated by commas while rotating, the old one ends: secret@2026-12-31T00:00:00Z',
    ),
} as const

type DeliverySettings = z.infer<z.ZodObject<typeof DELIVERY_SETTINGS>>

export interface DeliveryConfig {
  readonly url: string
  /** At least one of them does not end. */
  readonly secrets: readonly DeliverySecret[]
}

/** What the settings come to, undefined where nobody is called; and what is wrong with them. */
export function checkedDelivery({ DELIVERY_URL: url, DELIVERY_SECRET: text = '' }: DeliverySettings): {
  value?: DeliveryConfig
  wrong: readonly string[]
} {
  if ((url === undefined) !== (text === ''))
    return { wrong: ['DELIVERY_URL, DELIVERY_SECRET: neither is of use without the other'] }
  if (url === undefined) return { wrong: [] }
  const entries = endedEntries(text)
  const secrets = entries.filter((entry) => entry !== undefined)
  const value = { url, secrets }
  return {
    value,
    wrong: [
      ...secretFaults(secrets, entries.length).map((fault) => `DELIVERY_SECRET: ${fault}`),
      ...wrongAllowEntries([allowEntryOf(value)]).map((fault) => `DELIVERY_URL: ${fault}`),
    ],
  }
}

function secretFaults(secrets: readonly DeliverySecret[], written: number): readonly string[] {
  return [
    ...(secrets.length < written ? ['what follows @ must be an ISO-8601 time'] : []),
    ...(secrets.every(({ value }) => isSecret(value))
      ? []
      : ['must be whsec_ and the base64 of 24 to 64 bytes: echo "whsec_$(openssl rand -base64 32)"']),
    // So that there is always one to sign with.
    ...(secrets.every(({ endsAt }) => endsAt !== undefined) ? ['one of them must not end'] : []),
  ]
}

function isSecret(text: string): boolean {
  const [, base64 = ''] = /^whsec_(.*)$/.exec(text) ?? []
  const key = Buffer.from(base64, 'base64')
  return key.toString('base64') === base64 && key.length >= 24 && key.length <= 64
}

/** The app may be called where the operator says it is, though not public: docs/adr/0021. */
export function allowEntryOf({ url }: DeliveryConfig): string {
  const { hostname, port, protocol } = new URL(url)
  return `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`
}
