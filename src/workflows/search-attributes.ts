import { defineSearchAttributeKey } from '@temporalio/common'

// From @temporalio/common: in @temporalio/workflow 1.24 the function is undefined, and the workflow task fails for ever.

/** The provider's bare event id: what an operator pastes from a dashboard. */
export const EVENT_ID = defineSearchAttributeKey('EventId', 'KEYWORD')
export const ENDPOINT = defineSearchAttributeKey('Endpoint', 'KEYWORD')
export const EVENT_TYPE = defineSearchAttributeKey('EventType', 'KEYWORD')
export const PAYMENT_ID = defineSearchAttributeKey('PaymentId', 'KEYWORD')
export const ORDER_REFERENCE = defineSearchAttributeKey('OrderReference', 'KEYWORD')
export const OWNER = defineSearchAttributeKey('Owner', 'KEYWORD')
export const SUBSCRIPTION_ID = defineSearchAttributeKey('SubscriptionId', 'KEYWORD')
/** `running`, `parked`, `done`. */
export const FULFILMENT_STATE = defineSearchAttributeKey('FulfilmentState', 'KEYWORD')
/** Step and cause, e.g. `books:UNKNOWN_ASSET`: the workflow list shows nothing else of what is wrong. */
export const BLOCKED_STEP = defineSearchAttributeKey('BlockedStep', 'KEYWORD')

/** All that `npm run migrate` registers; SQL visibility holds ten Keywords at most. */
export const SEARCH_ATTRIBUTES = [
  EVENT_ID,
  ENDPOINT,
  EVENT_TYPE,
  PAYMENT_ID,
  ORDER_REFERENCE,
  OWNER,
  SUBSCRIPTION_ID,
  FULFILMENT_STATE,
  BLOCKED_STEP,
]
