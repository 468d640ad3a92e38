import {
  Client,
  Connection,
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client'
import { type SearchAttributePair, TypedSearchAttributes } from '@temporalio/common'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { searchValue } from './domain/ids.ts'
import type { PaymentEvent } from './domain/payment-event.ts'
import type { FulfilPlan, WorkPlan } from './domain/plan.ts'
import type { EventInput } from './workflows/fulfilment-input.ts'
import * as attributes from './workflows/search-attributes.ts'

/** How long one call may take. A dead server would otherwise hold a start for 19 s (measured). */
const CALL_DEADLINE_MS = 2_000

const ENDED: readonly string[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT']

export interface TemporalSettings {
  readonly taskQueue: string
  readonly ledgerFirstTry: 'local' | 'regular'
}

export interface Temporal {
  readonly client: Client
  readonly taskQueue: string
  readonly ledgerFirstTry: 'local' | 'regular'
  /** Starts the event's workflow. The same event again is `already`, also long after the first has closed. */
  start(
    workflowId: string,
    event: PaymentEvent,
    plan: WorkPlan,
    again?: 'replay',
  ): Promise<'started' | 'already'>
  /** Whether a workflow still runs; `gone` when it has ended or Temporal does not know it (any more). */
  status(workflowId: string): Promise<'running' | 'gone'>
  /** Whether the server answers. */
  isUp(): Promise<boolean>
  close(): Promise<void>
}

/** Connects as Temporal's own settings say (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, TLS, API key), on first use. */
export function connectTemporal({ taskQueue, ledgerFirstTry }: TemporalSettings): Temporal {
  const { connectionOptions, namespace } = loadClientConnectConfig()
  const connection = Connection.lazy(connectionOptions)
  const client = new Client({ connection, ...(namespace === undefined ? {} : { namespace }) })
  const bounded = <T>(call: () => Promise<T>) => connection.withDeadline(Date.now() + CALL_DEADLINE_MS, call)
  return {
    client,
    taskQueue,
    ledgerFirstTry,
    async start(workflowId, event, plan, again) {
      const input: EventInput = {
        event,
        plan,
        ...(ledgerFirstTry === 'regular' ? { ledgerFirstTry } : {}),
      }
      const options = {
        taskQueue,
        workflowId,
        args: [input],
        // The defaults would run a completed event again.
        workflowIdReusePolicy:
          again === 'replay' ? ('ALLOW_DUPLICATE' as const) : ('REJECT_DUPLICATE' as const),
        workflowIdConflictPolicy: 'FAIL' as const,
        typedSearchAttributes: new TypedSearchAttributes(searchAttributesOf(event)),
        staticSummary: summaryOf(event, plan),
      }
      try {
        await bounded(() => client.workflow.start(plan.workflow, options))
        return 'started'
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already'
        throw error
      }
    },
    async status(workflowId) {
      try {
        const { status } = await bounded(() => client.workflow.getHandle(workflowId).describe())
        return ENDED.includes(status.name) ? 'gone' : 'running'
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone'
        throw error
      }
    },
    async isUp() {
      try {
        await bounded(() => client.workflowService.getSystemInfo({}))
        return true
      } catch {
        return false
      }
    },
    close: () => connection.close(),
  }
}

/** gRPC's INVALID_ARGUMENT. */
const INVALID_ARGUMENT = 3

/** Whether a failed start is the fault of what was to be started; anything else is an outage, and passes. */
export function isRefusedStart(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error
  return isGrpcServiceError(cause) && cause.code === INVALID_ARGUMENT
}

function searchAttributesOf(event: PaymentEvent): SearchAttributePair[] {
  const values: [(typeof attributes.SEARCH_ATTRIBUTES)[number], string | undefined][] = [
    [attributes.EVENT_ID, event.eventKey],
    [attributes.ENDPOINT, event.endpoint],
    [attributes.EVENT_TYPE, event.type],
    [attributes.PAYMENT_ID, event.paymentId],
    [attributes.ORDER_REFERENCE, event.orderReference],
    [attributes.OWNER, event.owner?.owner],
    [attributes.SUBSCRIPTION_ID, event.subscription?.id],
    [attributes.FULFILMENT_STATE, 'running'],
  ]
  return values.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: searchValue(value) }]))
}

/** One plain line, at most 200 bytes: shown in the list of the Temporal UI and as the workflow's heading. */
function summaryOf(event: PaymentEvent, plan: WorkPlan): string {
  const about = plan.type === 'fulfil' ? moneyOf(plan) : [searchValue(plan.subscription.subscriptionId)]
  return [event.providerType, ...about]
    .filter((part) => part !== undefined)
    .join(' · ')
    .replace(/[^\x20-\x7e·]/g, '?')
    .slice(0, 180)
}

function moneyOf({ statement: { fact, paymentId } }: FulfilPlan): readonly (string | undefined)[] {
  const money =
    'amount' in fact && fact.amount !== undefined ? `${fact.amount} ${fact.asset} (minor units)` : undefined
  return [money, searchValue(paymentId)]
}
