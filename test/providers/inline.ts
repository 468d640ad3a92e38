import type {
  Provider,
  ProviderSettings,
  Secret,
  Translation,
  Verified,
} from '../../src/providers/provider.ts'
import { NOW, received, SECRET, SETTINGS, translated } from './contract/fixture.ts'

/** What a provider makes of a body written in the test: raw text, or an object sent as compact JSON. */
export function read(provider: Provider, body: unknown, eventId = 'evt_inline'): Translation {
  return translated(provider, { file: 'inline', title: 'inline', body, eventId })
}

/** A provider's verdict on a body and the headers it came with, by one secret, now. */
export function judge(
  provider: Provider,
  raw: string | Buffer,
  headers: Record<string, string>,
  {
    secrets = [SECRET],
    settings = SETTINGS,
  }: { secrets?: readonly Secret[]; settings?: ProviderSettings } = {},
): Verified {
  return provider.verify(Buffer.from(raw), received(headers), secrets, NOW, settings)
}
