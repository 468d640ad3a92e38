import { at, idAt, invalidPayload, isObject } from './body.ts'
import { defined, timeAt } from './fields.ts'
import { walletAt } from './metadata.ts'
import { impersonalIdAt } from './personal.ts'
import type { Provider } from './provider.ts'
import { standardEvent } from './standard-events.ts'
import {
  isStandardSecret,
  makeStandardSecret,
  STANDARD_HEADERS,
  standardSignature,
  verifyStandard,
} from './standard-signature.ts'

/** Any sender that signs by Standard Webhooks v1 and speaks this project's own event types. */
export const standard: Provider = {
  name: 'standard',
  rejectStatus: 401,
  secretFault: (secret) => (isStandardSecret(secret) ? undefined : 'must be whsec_ and base64'),
  makeSecret: makeStandardSecret,
  verify: verifyStandard,

  translate(body, { headers }) {
    const eventKey = impersonalIdAt({ id: headers[STANDARD_HEADERS.id]?.[0] }, 'id')
    const providerType = impersonalIdAt(body, 'type')
    const data = at(body, 'data') ?? (providerType === 'ping' ? {} : undefined)
    if (eventKey === undefined || providerType === undefined || !isObject(data)) {
      throw invalidPayload('a Standard Webhooks event needs a webhook-id header, type and data')
    }
    const occurredAt = timeAt(body, 'timestamp')
    return {
      event: standardEvent({ eventKey, providerType, ...defined({ occurredAt }) }, data),
      names: defined({ userId: idAt(data, 'user_id'), wallet: walletAt(data, 'wallet') }),
      ...defined({ contact: idAt(data, 'email') }),
    }
  },

  sign(raw, secret, now, _settings, eventId) {
    const timestamp = Math.floor(now.getTime() / 1000).toString()
    return {
      [STANDARD_HEADERS.id]: eventId,
      [STANDARD_HEADERS.timestamp]: timestamp,
      [STANDARD_HEADERS.signature]: standardSignature(secret, eventId, timestamp, raw),
    }
  },
}
