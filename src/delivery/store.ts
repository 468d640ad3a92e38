import type { Pool } from 'pg'
import { z } from 'zod'
import type { Answer } from './answer.ts'

export const MESSAGE_STATES = ['trying', 'delivered', 'failed', 'skipped'] as const

const message = z.object({
  key: z.string(),
  account: z.string(),
  subject: z.string(),
  topic: z.string(),
  sequence: z.number(),
  body: z.string().nullable(),
  state: z.enum(MESSAGE_STATES),
  because: z.string().nullable(),
  roundAt: z.date().nullable(),
  roundAttempts: z.number(),
  createdAt: z.date(),
  /** When it is tried, or looks for its turn, next. */
  dueAt: z.date(),
})

/** One message to the merchant's app, as it is kept. */
export type Message = Readonly<z.infer<typeof message>>

const COLUMNS = `key, account, subject, topic, sequence, body, state, because,
  round_at as "roundAt", round_attempts as "roundAttempts", created_at as "createdAt", due_at as "dueAt"`

const endpoint = z.object({ disabledAt: z.date().nullable(), reason: z.enum(['gone', 'dead']).nullable() })

/** Why the app is called no more, and since when. */
export interface Disabled {
  readonly at: Date
  readonly reason: 'gone' | 'dead'
}

/** Messages, calls and the endpoint, in Postgres. Times are the caller's, so that one clock judges all. */
export interface DeliveryStore {
  /** The message as it stands; it takes its place in the order of its payment when it is first asked for. */
  register(of: Pick<Message, 'key' | 'account' | 'subject' | 'topic'>, now: Date): Promise<Message>
  find(key: string): Promise<Message | undefined>
  /** When the one before it that is still being tried is, or was to be, tried next: the latest of them. */
  waitsFor(message: Message): Promise<Date | undefined>
  postpone(key: string, until: Date): Promise<void>
  /** The first body that is kept is the one; whoever comes later is told it. */
  keepBody(key: string, body: string): Promise<string>
  conclude(key: string, state: 'failed' | 'skipped', because: string): Promise<void>
  /** Begins a new round of tries. */
  reopen(key: string, now: Date): Promise<void>
  beginAttempt(key: string, isRedelivery: boolean, now: Date): Promise<number>
  /** True: the endpoint is disabled by this. */
  endAttempt(attempt: EndedAttempt, now: Date): Promise<boolean>
  disabled(digest: string): Promise<Disabled | undefined>
}

export interface EndedAttempt {
  readonly key: string
  readonly n: number
  readonly answer: Answer
  /** Digest of the endpoint's URL. */
  readonly endpoint: string
  readonly deadAfterMs: number
}

export function createDeliveryStore(pool: Pool): DeliveryStore {
  const one = async (text: string, values: readonly unknown[]) => {
    const { rows } = await pool.query(text, [...values])
    return rows[0] === undefined ? undefined : message.parse(rows[0])
  }
  return {
    async register({ key, account, subject, topic }, now) {
      const { rows } = await pool.query(
        `select ${COLUMNS} from delivery.register_message($1, $2, $3, $4, $5)`,
        [key, account, subject, topic, now],
      )
      return message.parse(rows[0])
    },
    find: (key) => one(`select ${COLUMNS} from delivery.message where key = $1`, [key]),
    async waitsFor({ account, subject, sequence }) {
      const { rows } = await pool.query(
        `select due_at as "dueAt" from delivery.message
         where account = $1 and subject = $2 and sequence < $3 and state = 'trying'
         order by due_at desc limit 1`,
        [account, subject, sequence],
      )
      return rows[0] === undefined ? undefined : z.object({ dueAt: z.date() }).parse(rows[0]).dueAt
    },
    async postpone(key, until) {
      await pool.query('update delivery.message set due_at = $2 where key = $1', [key, until])
    },
    async keepBody(key, body) {
      const { rows } = await pool.query(
        'update delivery.message set body = coalesce(body, $2) where key = $1 returning body',
        [key, body],
      )
      return z.object({ body: z.string() }).parse(rows[0]).body
    },
    async conclude(key, state, because) {
      await pool.query(
        `update delivery.message set state = $2, because = $3 where key = $1 and state <> 'delivered'`,
        [key, state, because],
      )
    },
    async reopen(key, now) {
      await pool.query(
        `update delivery.message
         set state = 'trying', because = null, round_at = null, round_attempts = 0, due_at = $2
         where key = $1 and state = 'failed'`,
        [key, now],
      )
    },
    async beginAttempt(key, isRedelivery, now) {
      const { rows } = await pool.query('select delivery.begin_attempt($1, $2, $3) as n', [
        key,
        isRedelivery,
        now,
      ])
      return z.object({ n: z.number() }).parse(rows[0]).n
    },
    async endAttempt({ key, n, answer, endpoint, deadAfterMs }, now) {
      const { rows } = await pool.query(
        `select delivery.end_attempt($1, $2, $3, $4, $5 * interval '1 millisecond', $6) as disabled`,
        [key, n, JSON.stringify(answer), endpoint, deadAfterMs, now],
      )
      return z.object({ disabled: z.boolean() }).parse(rows[0]).disabled
    },
    disabled: (digest) => readDisabled(pool, digest),
  }
}

/** Why the app at this endpoint is called no more; undefined: it is called. */
export async function readDisabled(pool: Pool, digest: string): Promise<Disabled | undefined> {
  const { rows } = await pool.query(
    'select disabled_at as "disabledAt", reason from delivery.endpoint where digest = $1',
    [digest],
  )
  if (rows[0] === undefined) return undefined
  const { disabledAt, reason } = endpoint.parse(rows[0])
  return disabledAt === null || reason === null ? undefined : { at: disabledAt, reason }
}
