import { buildDelivery, type DeliveryRequest } from '../../cli/delivery.ts'
import type { Quittance } from '../quittance.ts'
import { type Operator, operatorOf } from './operator.ts'

/** A webhook as the tour sends it: whatever is left out, the simulator makes up. */
export type Send = Omit<DeliveryRequest, 'secret'>

export interface Sent {
  readonly status: number
  readonly duplicate: boolean | undefined
  /** Missing where the event asks for nothing. */
  readonly workflowId: string | undefined
  /** What was sent. */
  readonly body: string
}

export interface MintReply {
  readonly status: number
  readonly body: { readonly message?: string; readonly txHash?: string; readonly alreadyProcessed?: boolean }
}

/** What the tour is made with. */
export interface Guide {
  readonly operator: Operator
  /** A real delivery, signed as its provider signs. */
  readonly send: (send: Send) => Promise<Sent>
  /** The synchronous call, by Checkout Session. */
  readonly stripeMint: (sessionId: string) => Promise<MintReply>
  /** Of this tour alone, to be part of ids: a second tour finds nothing of the first. */
  readonly id: string
}

/** Who pays by card on this tour, gets part of it back, and is written to. */
export function payerOf({ id }: Pick<Guide, 'id'>) {
  const user = `ada-${id}`
  return { user, owner: `user:${user}`, order: `order-${user}`, email: `${user}@example.com` }
}

export function guideOf(quittance: Quittance, id: string): Guide {
  return {
    id,
    operator: operatorOf(quittance),
    send: (send) => deliver(quittance, send),
    stripeMint: (sessionId) => askToMint(quittance, sessionId),
  }
}

async function deliver({ apiUrl, env }: Quittance, send: Send): Promise<Sent> {
  const secret = env[`${send.provider.toUpperCase()}_WEBHOOK_SECRET`]?.split(',')[0] ?? ''
  const { path, headers, body } = buildDelivery({ ...send, secret })
  const response = await fetch(`${apiUrl}${path}`, { method: 'POST', headers, body })
  const { duplicate, workflowId } = (await response.json()) as Partial<Sent>
  return { status: response.status, duplicate, workflowId, body }
}

async function askToMint({ apiUrl }: Quittance, sessionId: string): Promise<MintReply> {
  const response = await fetch(`${apiUrl}/loyalteez-api/stripe-mint`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sessionId }),
  })
  return { status: response.status, body: (await response.json()) as MintReply['body'] }
}

/** As the column of answers has it. */
export function answerOf({ status, duplicate }: Sent): string {
  return `${status}${duplicate ? ' duplicate' : ''}`
}
