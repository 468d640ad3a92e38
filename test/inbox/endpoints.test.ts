import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSecretCheck } from '../../src/api/secret-check.ts'
import { addEndpoint, addSecret } from '../../src/inbox/keep-endpoint.ts'
import { readEndpoints } from '../../src/inbox/read-endpoints.ts'
import { missingKeys, resealSecrets } from '../../src/inbox/reseal-secrets.ts'
import { createSecretCipher, type SecretCipher } from '../../src/inbox/secret-cipher.ts'
import { noteSecretUses } from '../../src/inbox/secret-uses.ts'
import { trimEndpoints } from '../../src/inbox/trim-endpoints.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { storeEvent } from '../support/stored-event.ts'

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 4 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const cipherOf = (...keys: Buffer[]): SecretCipher =>
  createSecretCipher(keys) ?? expect.fail('there is a key')
const hex = (): string => randomBytes(6).toString('hex')

const make = async (cipher: SecretCipher, slug = `s-${hex()}`, endsAt?: Date): Promise<string> => {
  const endpoint = { slug, account: 'shop', provider: 'standard', ipAllow: [] }
  const ends = endsAt === undefined ? {} : { endsAt }
  await addEndpoint(pool, { ...endpoint, ...ends }, cipher.seal(`secret of ${slug}`, slug, `${slug}-1`))
  return slug
}

const clear = () => pool.query('delete from inbox.endpoint')

test('secrets of an older key are encrypted with the first one, however many; then the older one is not needed', async () => {
  await clear()
  const [older, newer] = [randomBytes(32), randomBytes(32)]
  const slugs: string[] = []
  for (let n = 0; n < 450; n++) slugs.push(await make(cipherOf(older)))
  const kept = await make(cipherOf(newer))
  const [one, another] = await Promise.all([
    resealSecrets(pool, cipherOf(newer, older)),
    resealSecrets(pool, cipherOf(newer, older)),
  ])
  // Two at once seal each of them once.
  expect(one.resealed + another.resealed).toBe(450)
  expect(one.unreadable + another.unreadable).toBe(0)
  expect(await resealSecrets(pool, cipherOf(newer, older))).toEqual({ resealed: 0, unreadable: 0 })
  const rows = await readEndpoints(pool, [...slugs, kept])
  const opened = rows.flatMap(({ slug, secrets }) =>
    secrets.map((sealed) => cipherOf(newer).open(sealed, slug)),
  )
  expect(opened.sort()).toEqual([...slugs, kept].map((slug) => `secret of ${slug}`).sort())
})

test('secrets that no key opens are counted, left as they are, and named once in the log and as long as they are', async () => {
  await clear()
  const [lost, held] = [randomBytes(32), randomBytes(32)]
  await make(cipherOf(lost))
  await make(cipherOf(lost))
  await make(cipherOf(held))
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const check = createSecretCheck(pool, cipherOf(held), log)
  expect([await check(), await check()]).toEqual([false, false])
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    missing: [{ keyId: cipherOf(lost).keyIds[0], secrets: 2 }],
    msg: expect.stringContaining('ENDPOINT_SECRETS_KEY'),
  })
  expect(await resealSecrets(pool, cipherOf(held))).toEqual({ resealed: 0, unreadable: 2 })
  expect(await missingKeys(pool, cipherOf(held, lost).keyIds)).toEqual([])
  expect(await createSecretCheck(pool, cipherOf(held, lost), log)()).toBe(true)
  expect(await createSecretCheck(pool, undefined, log)()).toBe(false)
})

test('endpoints that ended long ago are forgotten with their secrets; not while an event of theirs is unfinished', async () => {
  const cipher = cipherOf(randomBytes(32))
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000)
  const [gone, busy, recent, endless] = [
    await make(cipher, undefined, ago(31)),
    await make(cipher, undefined, ago(31)),
    await make(cipher, undefined, ago(29)),
    await make(cipher),
  ]
  const { eventKey } = await storeEvent(pool, { endpoint: busy, eventKey: hex(), state: 'parked' })
  await storeEvent(pool, { endpoint: gone, eventKey: hex() })
  const left = async () =>
    (await readEndpoints(pool, [gone, busy, recent, endless])).map(({ slug }) => slug).sort()
  await trimEndpoints(pool)
  expect(await left()).toEqual([busy, recent, endless].sort())
  const { rows } = await pool.query(
    `select id from inbox.endpoint_secret where slug = $1
     union all select secret_id from inbox.secret_use where endpoint = $1`,
    [gone],
  )
  expect(rows).toEqual([])
  await pool.query("update inbox.event set state = 'fulfilled' where event_key = $1", [eventKey])
  await trimEndpoints(pool)
  expect(await left()).toEqual([recent, endless].sort())
  const events = await pool.query('select from inbox.event where endpoint = $1', [gone])
  expect(events.rowCount).toBe(1)
})

test('of two secrets of one endpoint it is watched which is used; of a single one it is not', async () => {
  const cipher = cipherOf(randomBytes(32))
  const [rotated, single] = [await make(cipher), await make(cipher)]
  await addSecret(pool, rotated, cipher.seal('the next', rotated, `${rotated}-2`), undefined)
  await storeEvent(pool, { endpoint: rotated, eventKey: hex(), receivedAt: new Date().toISOString() })
  await pool.query('update inbox.event set secret_id = $2 where endpoint = $1', [rotated, `${rotated}-1`])
  const uses = await noteSecretUses(pool, [])
  const of = (slug: string) => uses.filter(({ endpoint }) => endpoint === slug)
  expect(of(rotated)).toMatchObject([
    { secretId: `${rotated}-1`, lastUsedAt: expect.any(Date), othersUsedAt: null },
    { secretId: `${rotated}-2`, lastUsedAt: null, othersUsedAt: expect.any(Date) },
  ])
  expect(of(single)).toEqual([])
})

test('one of ten thousand endpoints is found without looking at the others', async () => {
  await pool.query(
    `insert into inbox.endpoint (slug, account, provider)
     select 'ep-' || md5(n::text), 'shop', 'rach' from generate_series(1, 10000) n`,
  )
  await pool.query('analyze inbox.endpoint')
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
    "explain select slug from inbox.endpoint where slug = any(array['ep-' || md5('77')])",
  )
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index (Only )?Scan/)
})
