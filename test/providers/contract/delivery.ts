import type {
  HeaderValues,
  Provider,
  ProviderSettings,
  Secret,
  Verified,
} from '../../../src/providers/provider.ts'
import type { Fixture } from './fixture.ts'
import { NOW, rawOf, received, SECRET } from './fixture.ts'

const SMALL: Pick<Fixture, 'body'> = {
  body: '{"id":"evt_1","type":"ping","data":{"amount":100.00,"note":"é"}}',
}

interface Change {
  readonly raw?: Buffer
  readonly headers?: HeaderValues
  readonly secrets?: readonly Secret[]
  readonly now?: Date
}

/** One honest delivery of a small body, and what the provider thinks of it once something is changed. */
export interface Delivered {
  readonly raw: Buffer
  readonly headers: HeaderValues
  readonly signedBy: (secret: string, stamp?: Date) => HeaderValues
  readonly judge: (change?: Change) => Verified
  /** The changes that were accepted none the less. */
  readonly accepted: (changes: readonly Change[]) => readonly Change[]
}

export function delivered(provider: Provider, settings: ProviderSettings, fixture = SMALL): Delivered {
  const raw = rawOf(fixture)
  const signedBy: Delivered['signedBy'] = (secret, stamp = NOW) =>
    received(provider.sign(raw, secret, stamp, settings, 'evt_1'))
  const honest = { raw, headers: signedBy(SECRET.value), secrets: [SECRET], now: NOW }
  const judge = (change: Change = {}): Verified => {
    const made = { ...honest, ...change }
    return provider.verify(made.raw, made.headers, made.secrets, made.now, settings)
  }
  const accepted = (changes: readonly Change[]): readonly Change[] =>
    changes.filter((change) => judge(change).ok)
  return { raw, headers: honest.headers, signedBy, judge, accepted }
}

export function refusal(reason: Extract<Verified, { ok: false }>['reason']): Verified {
  return { ok: false, reason }
}

/** So many seconds after the honest delivery was signed. */
export function after(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000)
}
