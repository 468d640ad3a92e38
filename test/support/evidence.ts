import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { findFault } from '../../src/domain/check-evidence.ts'
import type { ChainedEntry } from '../../src/domain/evidence.ts'
import type { OperatorApi } from './operator-api.ts'

export interface ShownHead {
  readonly head: string
  readonly count: number
  readonly by: string
  readonly holds: boolean
  readonly changed: readonly string[]
  readonly gone: readonly string[]
}

export interface ShownBundle {
  readonly account: string
  readonly paymentId: string
  readonly names: readonly string[]
  readonly head: string
  readonly count: number
  readonly entries: readonly ChainedEntry[]
  readonly requests: readonly {
    readonly event: string
    readonly bodySha256: string
    readonly headers: object
    readonly state: string
    readonly at: string | null
    readonly body?: { readonly encoding: string; readonly text: string }
    readonly link?: string
  }[]
  readonly workflows: readonly { readonly id: string; readonly link?: string }[]
  readonly now: Readonly<Record<string, unknown>>
  readonly heads: readonly ShownHead[]
}

export const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')

/** The bundle of a payment, as the API gives it now. */
export const bundleOf = async (
  api: OperatorApi,
  account: string,
  paymentId: string,
  query = '',
): Promise<ShownBundle> => {
  const { status, body } = await api.ask('GET', `/payments/${account}/${paymentId}/evidence${query}`)
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return body as unknown as ShownBundle
}

/** Where its chain does not fit; undefined: it does. */
export const faultOf = (bundle: ShownBundle): string | undefined => findFault(bundle, sha256)

export const kindsOf = ({ entries }: ShownBundle): string[] => entries.map(({ kind }) => kind)

export const entriesOf = ({ entries }: ShownBundle, kind: string): readonly ChainedEntry[] =>
  entries.filter((entry) => entry.kind === kind)

/** As somebody does who has the database to himself: what forbids it is switched off. */
export const changeByHand = async (pool: Pool, sql: string, values: readonly unknown[]): Promise<void> => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query("set local session_replication_role = 'replica'")
    await client.query(sql, [...values])
    await client.query('commit')
  } finally {
    client.release()
  }
}
