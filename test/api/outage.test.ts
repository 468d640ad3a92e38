import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { migrate, registerSearchAttributes } from '../../src/migrate.ts'
import { startPostgres } from '../../src/stack/postgres.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { startTemporal } from '../../src/stack/temporal-server.ts'
import { connectTemporal } from '../../src/temporal.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { stablePort } from '../support/stable-port.ts'
import { paidSession } from '../support/stripe-events.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'
import { startWebhookApi } from '../support/webhook-api.ts'

let teardown = createTeardown()
afterEach(async () => {
  await teardown.run()
  teardown = createTeardown()
})

const scratchFolder = (): string => {
  const folder = makeScratchFolder()
  teardown.add(async () => removeScratchFolder(folder))
  return folder
}

const sale = (id: string): string =>
  paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: 'u1', cents: 100 })

test('Postgres down: 503 with Retry-After and nothing half done; back up, the same delivery is taken', async () => {
  const dataDir = scratchFolder()
  const port = await stablePort()
  let postgres = await startPostgres({ dataDir, port })
  teardown.add(() => postgres.stop())
  await migrate({ databaseUrl: postgres.url })
  const api = await startWebhookApi({ databaseUrl: postgres.url })
  teardown.add(api.stop)
  expect(await api.deliver('stripe', sale('before'))).toMatchObject({ status: 200 })
  await api.settle()

  await postgres.stop()
  const answers = await Promise.all(['one', 'two', 'before'].map((id) => api.deliver('stripe', sale(id))))
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 503, body: { code: 'INBOX_UNAVAILABLE' } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  await api.settle()
  expect(api.starts).toEqual(['stripe:evt_before'])

  postgres = await startPostgres({ dataDir, port })
  expect(await api.deliver('stripe', sale('before'))).toMatchObject({
    status: 200,
    body: { duplicate: true },
  })
  for (const id of ['one', 'two'])
    expect(await api.deliver('stripe', sale(id))).toMatchObject({ status: 200, body: { duplicate: false } })
  await api.settle()
  expect(api.starts).toHaveLength(3)
})

test('a database that hangs is 503 in time, and takes the same delivery when it goes on', async () => {
  const api = await startWebhookApi()
  teardown.add(api.stop)
  const blocker = await api.pool.connect()
  await blocker.query('begin; lock table inbox.event in share row exclusive mode')
  const began = Date.now()
  expect(await api.deliver('stripe', sale('hanging'))).toMatchObject({ status: 503 })
  expect(Date.now() - began).toBeLessThan(8_000)
  await blocker.query('rollback')
  blocker.release()
  expect(await api.deliver('stripe', sale('hanging'))).toMatchObject({ status: 200 })
  await api.settle()
  expect(api.starts).toEqual(['stripe:evt_hanging'])
})

test('Temporal down: still 200, at once; what waited is started when it is back, once each', async () => {
  const dataDir = scratchFolder()
  const port = await stablePort()
  const address = `127.0.0.1:${port}`
  const before = process.env.TEMPORAL_ADDRESS
  process.env.TEMPORAL_ADDRESS = address
  const temporal = connectTemporal({ taskQueue: uniqueTaskQueue(), ledgerFirstTry: 'local' })
  process.env.TEMPORAL_ADDRESS = before
  const api = await startWebhookApi({ temporal })
  teardown.add(api.stop)
  const ids = Array.from({ length: 40 }, () => randomBytes(4).toString('hex'))
  const answers = await Promise.all(ids.map((id) => api.deliver('stripe', sale(id))))
  expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200))
  await api.settle()
  expect(api.starts).toEqual([])
  expect(await unstarted(api.pool)).toBe(40)

  const server = await startTemporal({ dataDir, port, headless: true, inMemory: true })
  teardown.add(server.stop)
  await registerSearchAttributes({ address, namespace: 'default' })
  // The sweeper of the running service does it: it looks every five seconds.
  await expect.poll(() => unstarted(api.pool), { timeout: 30_000, interval: 250 }).toBe(0)
  expect([...api.starts].sort()).toEqual(ids.map((id) => `stripe:evt_${id}`).sort())
  const next = randomBytes(4).toString('hex')
  await api.deliver('stripe', sale(next))
  await api.settle()
  expect(api.starts).toContain(`stripe:evt_${next}`)
})

test('a start that Temporal refuses is noted at its event and keeps no other from starting', async () => {
  const api = await startWebhookApi()
  teardown.add(api.stop)
  const [bad, good] = [randomBytes(4).toString('hex'), randomBytes(4).toString('hex')]
  await api.deliver('stripe', sale(bad))
  await api.settle()
  // No workflow id may be over 1000 bytes.
  await api.pool.query(
    `update inbox.event set started_at = null, workflow_id = repeat('x', 2000), received_at = now() - interval '1 minute'
     where event_key = $1`,
    [`evt_${bad}`],
  )
  const answer = await api.deliver('stripe', sale(good))
  expect(answer.status).toBe(200)
  await expect
    .poll(
      async () =>
        (await api.pool.query('select last_error from inbox.event where event_key = $1', [`evt_${bad}`]))
          .rows,
      {
        timeout: 20_000,
      },
    )
    .toEqual([{ last_error: 'Temporal refused to start the workflow' }])
  const next = randomBytes(4).toString('hex')
  await api.deliver('stripe', sale(next))
  await api.settle()
  expect(api.starts).toEqual(expect.arrayContaining([`stripe:evt_${good}`, `stripe:evt_${next}`]))
})

const unstarted = async (pool: pg.Pool): Promise<number> =>
  Number((await pool.query('select count(*) from inbox.event where started_at is null')).rows[0].count)
