import { randomBytes } from 'node:crypto'
import Stripe from 'stripe'
import type { Send } from './load.ts'
import type { System } from './system.ts'

/** Asks for nothing: verified, translated, kept and answered. The ceiling of the answer. */
const OBSERVED = 'payment_intent.succeeded'
/** Money: a workflow and a posting each. */
const PAID = 'checkout.session.completed'

export const AMOUNT = 1999n

/** One batch of events nobody has sent before, with the means to send them and to find them again. */
export interface Batch {
  readonly id: string
  readonly send: Send
  /** Wall clock of each first byte sent, unix milliseconds, by number. */
  readonly sentAtMs: readonly number[]
}

export function paidBatch(system: System): Batch {
  return sessions(system, Number(AMOUNT), (n) => ({ user_id: `bench-${n % 500}` }))
}

/** A checkout that names a wallet: tokens, to a wallet each. */
export function mintedBatch(system: System): Batch {
  return sessions(system, 1_000, () => ({
    wallet: `0x${randomBytes(20).toString('hex')}`,
    usd_amount: '10',
    ltz_amount: '10000',
  }))
}

/** Paid checkouts of so many cents. */
function sessions(system: System, cents: number, metadata: (n: number) => Record<string, string>): Batch {
  return batchOf(system, PAID, (id, n) => ({
    id: `cs_${id}_${n}`,
    object: 'checkout.session',
    mode: 'payment',
    payment_status: 'paid',
    status: 'complete',
    payment_intent: `pi_${id}_${n}`,
    amount_total: cents,
    currency: 'usd',
    metadata: metadata(n),
  }))
}

export function observedBatch(system: System): Batch {
  return batchOf(system, OBSERVED, (id, n) => ({
    id: `pi_${id}_${n}`,
    object: 'payment_intent',
    amount: Number(AMOUNT),
    amount_received: Number(AMOUNT),
    currency: 'usd',
    status: 'succeeded',
    metadata: {},
  }))
}

function batchOf(system: System, type: string, object: (id: string, n: number) => object): Batch {
  const id = randomBytes(4).toString('hex')
  const sentAtMs: number[] = []
  return {
    id,
    sentAtMs,
    send: async (n) => {
      const created = Math.floor(Date.now() / 1000)
      const body = JSON.stringify({
        id: `evt_${id}_${n}`,
        object: 'event',
        api_version: '2025-09-30.clover',
        created,
        livemode: false,
        type,
        data: { object: object(id, n) },
      })
      const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: system.secret })
      sentAtMs[n] = performance.timeOrigin + performance.now()
      return post(`${system.apiUrl}/webhooks/stripe`, body, signature)
    },
  }
}

async function post(url: string, body: string, signature: string): Promise<number> {
  const startedAt = performance.now()
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    body,
  })
  await answer.arrayBuffer()
  const ms = performance.now() - startedAt
  if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
  return ms
}
