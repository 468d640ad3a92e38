import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAcceptor } from '../../src/inbox/accept.ts'
import { checkDurability } from '../../src/inbox/check-durability.ts'
import { claimUnfinished, isUnfinished } from '../../src/inbox/claim-unfinished.ts'
import { claimUnstarted } from '../../src/inbox/claim-unstarted.ts'
import { createContactCipher } from '../../src/inbox/contact-cipher.ts'
import { countDeliveries } from '../../src/inbox/count-deliveries.ts'
import { markStarted } from '../../src/inbox/mark-started.ts'
import { recordRefusals, trimRefusals } from '../../src/inbox/record-refusals.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { newEvent } from './new-event.ts'

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 6 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const store = async (eventKey: string, ageMs = 0): Promise<string> => {
  const row = newEvent({ eventKey, receivedAt: new Date(Date.now() - ageMs) })
  const accepted = await createAcceptor(pool).accept(row)
  return accepted.type === 'accepted' ? accepted.id : ''
}

const CLAIM = { limit: 10, olderThanMs: 5_000, leaseMs: 60_000 }

test('events nobody started are claimed by one claimer at a time, and the young are left alone', async () => {
  const old = await Promise.all(Array.from({ length: 30 }, (_, n) => store(`old_${n}`, 10_000)))
  await store('young')
  const claims = await Promise.all(Array.from({ length: 4 }, () => claimUnstarted(pool, CLAIM)))
  const ids = claims.flat().map(({ id }) => id)
  expect(ids).toHaveLength(30)
  expect(new Set(ids)).toEqual(new Set(old))
  expect(claims.flat()[0]).toMatchObject({
    workflowId: expect.stringMatching(/^stripe:old_/),
    event: { type: 'payment.succeeded' },
    plan: { type: 'fulfil' },
  })
  expect(await claimUnstarted(pool, CLAIM)).toEqual([])
})

test('what waits is claimed in the order in which it came', async () => {
  const byAge = new Map<number, string>()
  for (const ageMs of [50_000, 90_000, 20_000, 70_000]) byAge.set(ageMs, await store(`aged_${ageMs}`, ageMs))
  const claimed = await claimUnstarted(pool, CLAIM)
  expect(claimed.map(({ id }) => id)).toEqual([90_000, 70_000, 50_000, 20_000].map((age) => byAge.get(age)))
})

test('a lease that ran out is claimed again; a started event is not', async () => {
  const [kept, started] = [await store('kept', 10_000), await store('started', 10_000)]
  await claimUnstarted(pool, { ...CLAIM, leaseMs: 0 })
  await markStarted(pool, [started])
  expect((await claimUnstarted(pool, CLAIM)).map(({ id }) => id)).toEqual([kept])
})

test('only events that were started long ago and are not finished are asked after', async () => {
  const ids = await Promise.all(['open', 'waiting', 'done', 'fresh'].map((key) => store(key)))
  await markStarted(pool, ids)
  await pool.query("update inbox.event set started_at = now() - interval '1 hour' where event_key <> 'fresh'")
  await pool.query("update inbox.event set state = 'parked' where event_key = 'waiting'")
  await pool.query("update inbox.event set state = 'fulfilled' where event_key = 'done'")
  const claimed = await claimUnfinished(pool, { ...CLAIM, olderThanMs: 600_000, limit: 100 })
  const keys = claimed.map(({ event }) => event.eventKey)
  expect(keys.filter((key) => ['open', 'waiting', 'done', 'fresh'].includes(key)).sort()).toEqual([
    'open',
    'waiting',
  ])
  expect(claimed[0]?.amendment).toEqual({})
  expect(await isUnfinished(pool, { id: ids[0] ?? '', replays: 0 })).toBe(true)
  expect(await isUnfinished(pool, { id: ids[0] ?? '', replays: 1 })).toBe(false)
  expect(await isUnfinished(pool, { id: ids[2] ?? '', replays: 0 })).toBe(false)
})

test('repeated deliveries are counted, those that nobody can check apart', async () => {
  const id = await store('counted')
  await countDeliveries(pool, [
    { eventId: id, unverifiable: false },
    { eventId: id, unverifiable: true },
    { eventId: id, unverifiable: false },
  ])
  const { rows } = await pool.query('select deliveries, unverifiable from inbox.event where id = $1', [id])
  expect(rows).toEqual([{ deliveries: 4, unverifiable: 1 }])
})

test('the table of refusals keeps the newest', async () => {
  const refused = Array.from({ length: 60 }, (_, n) => ({
    endpoint: 'stripe',
    reason: `reason ${n}`,
    size: n,
    bodySha256: '',
    peer: '127.0.0.1',
  }))
  await recordRefusals(pool, refused)
  await trimRefusals(pool, 10)
  const { rows } = await pool.query('select reason from inbox.refusal order by id')
  expect(rows.map(({ reason }) => reason)).toEqual(Array.from({ length: 10 }, (_, n) => `reason ${n + 50}`))
})

test('a database that acknowledges before it has written is refused', async () => {
  await expect(checkDurability(pool)).resolves.toBeUndefined()
  const hasty = new pg.Pool({ connectionString: database.url, options: '-c synchronous_commit=off' })
  await expect(checkDurability(hasty)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('synchronous_commit=off'),
  })
  await hasty.end()
})

test('a contact opens with its key and its event only, and shows nothing', () => {
  const cipher = createContactCipher(Buffer.alloc(32, 1))
  const sealed = cipher.seal('ann@example.com', 'stripe:evt_1')
  expect(cipher.open(sealed, 'stripe:evt_1')).toBe('ann@example.com')
  expect(sealed.includes('ann')).toBe(false)
  expect(cipher.seal('ann@example.com', 'stripe:evt_1').equals(sealed)).toBe(false)
  expect(() => cipher.open(sealed, 'stripe:evt_2')).toThrow()
  expect(() => createContactCipher(Buffer.alloc(32, 2)).open(sealed, 'stripe:evt_1')).toThrow()
  expect(() => cipher.open(sealed.subarray(0, 20), 'stripe:evt_1')).toThrow()
})
