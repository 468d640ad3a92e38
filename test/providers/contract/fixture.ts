import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DEFAULT_ASSETS } from '../../../src/domain/assets.ts'
import type { PaymentEvent } from '../../../src/domain/payment-event.ts'
import type { Plan } from '../../../src/domain/plan.ts'
import { planFor } from '../../../src/domain/plan.ts'
import type { FulfilOn, Policy } from '../../../src/domain/policy.ts'
import { parseBody } from '../../../src/providers/body.ts'
import type {
  Delivery,
  HeaderValues,
  Provider,
  ProviderSettings,
  Secret,
  TranslatedEvent,
  Translation,
} from '../../../src/providers/provider.ts'

/** One file of test/fixtures/<provider>; the fields are told in test/fixtures/README.md. */
export interface Fixture {
  readonly file: string
  readonly title: string
  readonly body: unknown
  readonly expect?: unknown
  readonly names?: Readonly<Record<string, string>>
  readonly contact?: string
  readonly plan?: string
  readonly problem?: string
  readonly refused?: string
  readonly fulfilOn?: FulfilOn
  readonly settings?: Partial<ProviderSettings>
  readonly eventId?: string
}

export const SETTINGS: ProviderSettings = { cryptopayScheme: 'stripe-v1', rachAcceptReserialised: false }
export const NOW = new Date('2026-11-22T10:00:00.250Z')
export const SECRET: Secret = { id: 'current', value: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }
export const OTHER: Secret = { id: 'next', value: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' }

const POLICY: Policy = {
  assets: DEFAULT_ASSETS,
  endpoints: {},
  subscriptions: { graceDays: 3, dunningDays: [0, 3, 7], days: 30 },
  settlement: { deadlineMinutes: 60, networks: [] },
}

const FOLDER = fileURLToPath(new URL('../../fixtures/', import.meta.url))

export function fixturesOf(provider: string): readonly Fixture[] {
  const folder = `${FOLDER}${provider}`
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      file,
      ...(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Omit<Fixture, 'file'>),
    }))
}

export function rawOf(fixture: Pick<Fixture, 'body'>): Buffer {
  return Buffer.from(typeof fixture.body === 'string' ? fixture.body : JSON.stringify(fixture.body))
}

function settingsOf(fixture: Fixture): ProviderSettings {
  return { ...SETTINGS, ...fixture.settings }
}

/** Headers as Node's `req.headersDistinct` would have them. */
export function received(headers: Record<string, string>): HeaderValues {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]))
}

function signed(provider: Provider, fixture: Fixture, now: Date = NOW): HeaderValues {
  const eventId = fixture.eventId ?? 'evt_fixture'
  return received(provider.sign(rawOf(fixture), SECRET.value, now, settingsOf(fixture), eventId))
}

export function translated(provider: Provider, fixture: Fixture, raw: Buffer = rawOf(fixture)): Translation {
  const delivery: Delivery = {
    headers: signed(provider, fixture),
    bodySha256: createHash('sha256').update(raw).digest('hex'),
    ...(fixture.fulfilOn === undefined ? {} : { fulfilOn: fixture.fulfilOn }),
  }
  return provider.translate(parseBody(raw), delivery)
}

/** The plan the shipped policy makes of a translated event, once the ingest has added where it came in. */
export function planned(provider: Provider, event: TranslatedEvent): Plan {
  const added = {
    endpoint: provider.name,
    account: provider.name,
    provider: provider.name,
    receivedAt: NOW.toISOString(),
  }
  return planFor({ ...event, ...added } as PaymentEvent, POLICY)
}
