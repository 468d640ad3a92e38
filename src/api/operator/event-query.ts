import { z } from 'zod'
import { EVENT_STATES } from '../../inbox/event-filter.ts'
import { id, impersonalId, time } from './schemas.ts'

/** What events are chosen by. */
export const eventFilter = {
  endpoint: id.exactOptional(),
  key: impersonalId.exactOptional().describe('exactly this event key'),
  state: z.enum(EVENT_STATES).exactOptional(),
  type: id.exactOptional().describe("ours (payment.succeeded) or the provider's (charge:pending)"),
  payment: impersonalId.exactOptional(),
  order: impersonalId
    .exactOptional()
    .describe('as the shop names it; of a payment that names none, the payment'),
  from: time.exactOptional(),
  to: time.exactOptional().describe('exclusive'),
}
