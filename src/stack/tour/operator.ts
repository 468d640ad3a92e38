import type { Decision } from '../../domain/decision.ts'
import type { Quittance } from '../quittance.ts'
import { waitUntil } from '../wait-until.ts'
import { WITHIN } from './within.ts'

export interface Balance {
  readonly asset: string
  readonly scale: number
  readonly available: string
  readonly pending: string
  readonly held: string
}

interface Park {
  readonly workflowId: string
  readonly parkId: string
  readonly reason: string
}

interface Effect {
  readonly effect: string
  readonly state: string
  readonly txHash?: string
}

/** The operator API as the tour uses it. */
export interface Operator {
  balances(owner: string): Promise<readonly Balance[]>
  orderStatus(account: string, reference: string): Promise<string>
  /** Of an event: the newest of its endpoint where it has no workflow to be known by. */
  waitForState(endpoint: string, workflowId: string | undefined, state: string): Promise<void>
  /** What was done for a payment outside the books. */
  effects(account: string, paymentId: string): Promise<readonly Effect[]>
  /** When the last of what an owner may use now ends; undefined for one without access. */
  accessUntil(owner: string): Promise<string | undefined>
  subscriptionStatus(account: string, subscriptionId: string): Promise<string>
  /** @throws Error while nothing of this workflow is parked */
  parkOf(workflowId: string): Promise<Park>
  decide(workflowId: string, decision: Decision): Promise<void>
}

export function operatorOf({ apiUrl, env }: Quittance): Operator {
  const call = async <T>(path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${apiUrl}/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${env.OPERATOR_API_KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const stateOf = async (endpoint: string, workflowId: string | undefined): Promise<string | undefined> => {
    const { data } = await call<{ data: { workflowId: string; state: string }[] }>(
      `/events?endpoint=${endpoint}`,
    )
    return data.find((event) => workflowId === undefined || event.workflowId === workflowId)?.state
  }
  return {
    balances: async (owner) =>
      (await call<{ balances: Balance[] }>(`/balances/${encodeURIComponent(owner)}`)).balances,
    orderStatus: async (account, reference) =>
      (await call<{ status: string }>(`/orders/${account}/${encodeURIComponent(reference)}`)).status,
    waitForState: (endpoint, workflowId, state) =>
      waitUntil(
        async () => {
          const found = await stateOf(endpoint, workflowId)
          if (found !== state) throw new Error(`the event is ${found}`)
        },
        { what: `${workflowId ?? endpoint} as ${state}`, ...WITHIN },
      ),
    effects: async (account, paymentId) =>
      (await call<{ effects: Effect[] }>(`/payments/${account}/${encodeURIComponent(paymentId)}`)).effects,
    accessUntil: async (owner) => {
      const { access } = await call<{ access: { until: string | null }[] }>(
        `/access/${encodeURIComponent(owner)}`,
      )
      return access.at(-1)?.until ?? undefined
    },
    subscriptionStatus: async (account, subscriptionId) =>
      (await call<{ status: string }>(`/subscriptions/${account}/${encodeURIComponent(subscriptionId)}`))
        .status,
    parkOf: async (workflowId) => {
      const { data } = await call<{ data: Park[] }>('/parked')
      const park = data.find((row) => row.workflowId === workflowId)
      if (park === undefined) throw new Error(`${workflowId} is not parked`)
      return park
    },
    decide: async (workflowId, decision) => {
      await call(`/workflows/${encodeURIComponent(workflowId)}/decisions`, decision)
    },
  }
}
