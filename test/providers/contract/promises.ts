import type { ProviderSettings } from '../../../src/providers/provider.ts'
import { SETTINGS } from './fixture.ts'

/** What the design's table says of a provider's signature. `ages`: a timestamp is signed, so that old copies are refused. */
export interface Promised {
  readonly provider: string
  readonly scheme: string
  readonly rejectStatus: 400 | 401
  readonly ages: boolean
  readonly settings: ProviderSettings
}

function promised(
  provider: string,
  rejectStatus: 400 | 401,
  scheme: string,
  settings: Partial<ProviderSettings> = {},
): Promised {
  return {
    provider,
    rejectStatus,
    scheme,
    ages: scheme !== 'raw hex',
    settings: { ...SETTINGS, ...settings },
  }
}

export const PROMISED: readonly Promised[] = [
  promised('stripe', 400, 'stripe v1'),
  promised('loyalteez', 401, 'raw hex'),
  promised('loops', 400, 'stripe v1'),
  promised('llamapay', 401, 'raw hex'),
  promised('cryptopay', 400, 'stripe v1'),
  promised('cryptopay', 400, 'raw hex', { cryptopayScheme: 'raw-hex' }),
  promised('rach', 401, 'raw hex'),
  promised('rach', 401, 'raw hex', { rachAcceptReserialised: true }),
  promised('standard', 401, 'standard v1'),
]
