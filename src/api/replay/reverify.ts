import type { ReplayableEvent, Reverified } from '../../inbox/replays.ts'
import { asHeaderValues } from '../delivery.ts'
import type { Endpoint } from '../endpoints.ts'

type Signed = Pick<ReplayableEvent, 'raw' | 'headers' | 'secretId' | 'source' | 'receivedAt'>

/** Judges the stored signature by the secret that verified it, and by the clock of when it came. */
export function reverify(
  { provider, secrets, settings }: Endpoint,
  { raw, headers, secretId, source, receivedAt }: Signed,
): Reverified {
  if (raw === null) return 'raw-gone'
  if (source === 'catch-up') return 'unsigned'
  const held = secrets.filter(({ id }) => id === secretId)
  if (held.length === 0) return 'secret-gone'
  return provider.verify(raw, asHeaderValues(headers), held, receivedAt, settings).ok ? 'ok' : 'failed'
}
