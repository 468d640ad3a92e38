import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { addEndpoint } from '../../src/inbox/keep-endpoint.ts'
import { createSecretCipher } from '../../src/inbox/secret-cipher.ts'
import { migrate } from '../../src/migrate.ts'
import { startPostgres } from '../../src/stack/postgres.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { deliverTo, paid } from '../support/endpoint-apis.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { stablePort } from '../support/stable-port.ts'
import { startWebhookApi } from '../support/webhook-api.ts'

let teardown = createTeardown()
afterEach(async () => {
  await teardown.run()
  teardown = createTeardown()
})

test('Postgres down: an endpoint that is known verifies on; one nobody has heard of is 503, not unknown', async () => {
  const dataDir = makeScratchFolder()
  teardown.add(async () => removeScratchFolder(dataDir))
  const port = await stablePort()
  let postgres = await startPostgres({ dataDir, port })
  teardown.add(() => postgres.stop())
  await migrate({ databaseUrl: postgres.url })
  const key = randomBytes(32)
  const pool = new pg.Pool({ connectionString: postgres.url, max: 1 })
  pool.on('error', () => undefined)
  teardown.add(() => pool.end())
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  const make = async (slug: string) => {
    const sealed = createSecretCipher([key])?.seal(secret, slug, `${slug}-1`) ?? expect.fail('no key')
    await addEndpoint(pool, { slug, account: 'shop', provider: 'standard', ipAllow: [] }, sealed)
    return { path: `/webhooks/${slug}`, secret }
  }
  const [known, unheard] = [await make('known'), await make('unheard')]
  const env = { ENDPOINT_SECRETS_KEY: key.toString('hex') }
  const api = await startWebhookApi({ databaseUrl: postgres.url, env })
  teardown.add(api.stop)
  expect((await deliverTo(api, known, paid())).status).toBe(200)
  expect((await api.post('/webhooks/never', '{}')).status).toBe(404)
  await api.settle()

  await postgres.stop()
  // Longer than what is known is remembered for.
  await expect
    .poll(async () => (await api.post('/webhooks/never', '{}')).status, { timeout: 30_000, interval: 200 })
    .toBe(503)
  for (const made of [known, unheard]) {
    const answer = await deliverTo(api, made, paid())
    expect(answer).toMatchObject({ status: 503, body: { code: 'INBOX_UNAVAILABLE' } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  const forged = { ...known, secret: `whsec_${randomBytes(24).toString('base64')}` }
  expect((await deliverTo(api, forged, paid())).status).toBe(401)

  postgres = await startPostgres({ dataDir, port })
  for (const made of [known, unheard])
    await expect
      .poll(async () => (await deliverTo(api, made, paid())).status, { timeout: 30_000, interval: 200 })
      .toBe(200)
  await expect
    .poll(async () => (await api.post('/webhooks/never', '{}')).status, { timeout: 30_000, interval: 200 })
    .toBe(404)
})
