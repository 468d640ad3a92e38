import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { planFor } from '../../src/domain/plan.ts'
import { readPolicy } from '../../src/policy.ts'
import { parseBody } from '../../src/providers/body.ts'
import { PROVIDERS } from '../../src/providers/index.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { fixturesOf } from '../providers/contract/fixture.ts'
import { readPage } from './markdown.ts'
import type { Delivered } from './run-block.ts'
import { deliveryOf, signedBlocks } from './run-block.ts'

const SETTINGS = { cryptopayScheme: 'stripe-v1', rachAcceptReserialised: false } as const
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const PAGE = readPage('docs/providers.md')
const POLICY = readPolicy({})

/** The page's section on one provider, found by its heading. */
function sectionOf({ name }: Provider): string {
  const sections = PAGE.split(/^## /m)
  return sections.find((section) => section.toLowerCase().startsWith(`${name}\n`)) ?? ''
}

function blockOf(provider: Provider): Promise<Delivered> {
  const [block = ''] = signedBlocks(sectionOf(provider))
  return deliveryOf(block, { [`${provider.name.toUpperCase()}_WEBHOOK_SECRET`]: SECRET })
}

function accepts(provider: Provider, { raw, headers }: Delivered, value = SECRET): boolean {
  return provider.verify(raw, headers, [{ id: 'docs', value }], new Date(), SETTINGS).ok
}

/** `provider type → types it becomes`, as the section's table has them. */
function documentedTypes(section: string): Map<string, readonly string[]> {
  const [, table = ''] = /\| Becomes \|\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(section) ?? []
  const rows = table.split('\n').map((row) => row.split('|').map((cell) => named(cell)))
  return new Map(rows.flatMap(([, types = [], becomes = []]) => types.map((type) => [type, becomes])))
}

function named(cell: string): readonly string[] {
  return [...cell.matchAll(/`([\w.:]+)`/g)].map(([, name = '']) => name)
}

/** `[provider type, type it becomes]` of every fixture that is translated into a known type. */
function translatedTypes(provider: Provider): readonly (readonly [string, string])[] {
  return fixturesOf(provider.name)
    .map(({ expect }) => expect as { providerType: string; type: string } | undefined)
    .flatMap((event) =>
      event === undefined || event.type === 'unknown' ? [] : [[event.providerType, event.type]],
    )
}

describe.each(PROVIDERS)('the page on $name', (provider) => {
  test('has one signed delivery, which the provider accepts and no other secret verifies', async () => {
    expect(signedBlocks(sectionOf(provider))).toHaveLength(1)
    const delivered = await blockOf(provider)
    expect(delivered.path).toBe(`/webhooks/${provider.name}`)
    expect(accepts(provider, delivered)).toBe(true)
    expect(accepts(provider, delivered, SECRET.replace('M', 'N'))).toBe(false)
    expect(accepts(provider, { ...delivered, raw: Buffer.concat([delivered.raw, Buffer.from(' ')]) })).toBe(
      false,
    )
  })

  test('shows a delivery that can be planned, and does not park', async () => {
    const { raw, headers } = await blockOf(provider)
    const bodySha256 = createHash('sha256').update(raw).digest('hex')
    const { event, names, contact } = provider.translate(parseBody(raw), { headers, bodySha256 })
    expect([names.userId, contact]).toContain(names.userId === undefined ? 'ada@example.com' : '42')
    const added = { endpoint: provider.name, account: provider.name, provider: provider.name, receivedAt: '' }
    const plan = planFor({ ...event, ...added }, POLICY)
    expect(plan).not.toMatchObject({ state: 'ignored' })
    expect(plan).not.toHaveProperty('problem')
  })

  test('names its answer to a bad signature, as the provider has it', () => {
    expect(sectionOf(provider)).toContain(`| Bad signature | ${provider.rejectStatus} |`)
  })
})

describe.each(PROVIDERS.filter(({ name }) => name !== 'standard'))('the table of $name', (provider) => {
  test('tells what every type becomes that the fixtures hold', () => {
    const documented = documentedTypes(sectionOf(provider))
    const missing = translatedTypes(provider).filter(
      ([type, becomes]) => !documented.get(type)?.includes(becomes),
    )
    expect(missing).toEqual([])
  })

  test('tells of no type that no fixture holds', () => {
    const held = new Set(translatedTypes(provider).map(([type]) => type))
    expect([...documentedTypes(sectionOf(provider)).keys()].filter((type) => !held.has(type))).toEqual([])
  })
})

describe('the types all providers share', () => {
  test('are those the fixtures of Standard Webhooks hold, all of them', () => {
    const [, shared = ''] = /\| What it does[^\n]*\n([\s\S]*?)\n\n/.exec(PAGE) ?? []
    const [standard] = PROVIDERS.filter(({ name }) => name === 'standard')
    const held = standard === undefined ? [] : translatedTypes(standard).map(([type]) => type)
    const listed = shared.split('\n').flatMap((row) => named(row.split('|')[1] ?? ''))
    expect(listed.toSorted()).toEqual([...new Set(held)].toSorted())
  })
})
