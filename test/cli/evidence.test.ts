import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chain, headOf } from '../../src/domain/evidence.ts'
import { freePort } from '../../src/stack/ports.ts'
import { credit, statement } from '../ledger/statements.ts'
import { changeByHand, type ShownBundle, sha256 } from '../support/evidence.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { storeEvent } from '../support/stored-event.ts'
import { run } from './support.ts'

const folder = makeScratchFolder()
let api: OperatorApi
let account: string
/** Not there yet. */
let file: string

beforeAll(async () => {
  api = await startOperatorApi()
})
afterAll(async () => {
  await api.stop()
  removeScratchFolder(folder)
})
beforeEach(async () => {
  account = `shop-${randomBytes(5).toString('hex')}`
  file = join(folder, `${account}.json`)
  const raw = `{"id":"${account}"}`
  const { id } = await storeEvent(api.deps.pool, {
    endpoint: account,
    account,
    eventKey: 'evt_1',
    paymentId: 'pay',
    raw,
  })
  await api.deps.pool.query('update inbox.event set body_sha256 = $2 where id = $1', [id, sha256(raw)])
  await api.deps.ledger.stateFact(statement(account, 1, credit()), { finish: true })
})

const cli = (...argv: string[]) => run({ OPERATOR_API_KEY, QUITTANCE_URL: api.url }, 'evidence', ...argv)
const offline = (...argv: string[]) => run({}, 'evidence', ...argv)
const bundled = async (): Promise<ShownBundle> => {
  expect(await cli(account, 'pay', '--out', file)).toMatchObject({ code: 0, out: '' })
  return JSON.parse(readFileSync(file, 'utf8'))
}
const rewrite = (bundle: object) => writeFileSync(file, JSON.stringify(bundle))

test('what there is to show is a table, or JSON for a script', async () => {
  const { code, out, err } = await cli(account, 'pay')
  expect(code).toBe(0)
  expect(out).toMatch(/^AT +KIND +ENTRY\n/)
  expect(out).toMatch(/posting +transfer:/)
  expect(err).toMatch(/^3 entries, head [0-9a-f]{64}$/)
  expect(JSON.parse((await cli(account, 'pay', '--json')).out)).toMatchObject({
    count: 3,
    requests: [{ body: { text: `{"id":"${account}"}` } }],
  })
  expect(JSON.parse((await cli(account, 'pay', '--json', '--no-raw')).out).requests[0]).not.toHaveProperty(
    'body',
  )
})

test('a bundle is written for its owner alone, and never over another', async () => {
  await bundled()
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await cli(account, 'pay', '--out', file)).toMatchObject({
    code: 2,
    err: expect.stringContaining(file),
  })
})

test('a bundle is verified without a service, and compared with it where it is there', async () => {
  const { head } = await bundled()
  const [alone, compared] = [await offline('--verify', file), await cli('--verify', file)]
  expect(alone).toMatchObject({ code: 0, out: `3 entries fit the head ${head}` })
  expect(alone.err).toContain('not compared')
  expect(compared).toMatchObject({
    code: 0,
    out: `3 entries fit the head ${head}\nthe service says the same`,
  })
  const away = { OPERATOR_API_KEY, QUITTANCE_URL: `http://127.0.0.1:${await freePort()}` }
  expect(await run(away, 'evidence', '--verify', file, '--json')).toMatchObject({
    code: 0,
    out: JSON.stringify({ head, count: 3, differences: null }),
  })
})

test('what is new since is no difference', async () => {
  await bundled()
  await api.deps.ledger.stateFact(
    statement(account, 2, { type: 'refund_target', amount: '400', asset: 'USD' }),
    { finish: true },
  )
  expect(await cli('--verify', file)).toMatchObject({
    code: 0,
    out: expect.stringContaining('says the same'),
  })
})

test('error: the first entry that does not fit is named, and a body that is another', async () => {
  const bundle = await bundled()
  const entries = bundle.entries.map((entry) =>
    entry.kind === 'posting' ? { ...entry, data: { ...entry.data, n: 2 } } : entry,
  )
  const index = entries.findIndex(({ kind }) => kind === 'posting')
  rewrite({ ...bundle, entries })
  expect(await offline('--verify', file)).toMatchObject({
    code: 1,
    err: expect.stringMatching(`entry ${index + 1}, posting transfer:.* is not what was chained`),
  })
  rewrite({
    ...bundle,
    requests: bundle.requests.map((request) => ({ ...request, body: { encoding: 'utf-8', text: '{}' } })),
  })
  expect(await offline('--verify', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`the request of event ${bundle.requests[0]?.event} is not what was chained`),
  })
})

test('error: a row that was changed in the books since is named, with the heads it breaks', async () => {
  const { entries, head } = await bundled()
  const id = entries.find(({ kind }) => kind === 'posting')?.id ?? ''
  await changeByHand(api.deps.pool, 'update ledger.transfer set kind = $2 where id = $1', [
    id.replace('transfer:', ''),
    'move',
  ])
  const { code, out } = await cli('--verify', file)
  expect(code).toBe(1)
  expect(out).toMatch(new RegExp(`^changed +${id} +posting of `, 'm'))
  expect(out).toMatch(new RegExp(`^head +${head} +shown to operator .* for ${id}$`, 'm'))
  expect(await offline('--verify', file)).toMatchObject({ code: 0 })
})

test('error: a whole new chain fits itself, but its head was never shown, and its entries are others', async () => {
  const bundle = await bundled()
  const entries = chain(
    bundle.entries.map((entry) => ({ ...entry, data: { ...entry.data, forged: true } })),
    sha256,
  )
  rewrite({ ...bundle, entries, head: headOf(entries), requests: [] })
  expect(await offline('--verify', file)).toMatchObject({ code: 0 })
  const { code, out } = await cli('--verify', file, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(out).differences).toEqual([
    ...entries.map(({ id }) => expect.objectContaining({ what: 'changed', of: id })),
    { what: 'head', of: headOf(entries), detail: 'the service never showed a bundle with this head' },
  ])
})

test('error: a file that is no bundle, one that is not there, and a payment without its account', async () => {
  rewrite({ format: 'another' })
  expect(await offline('--verify', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining('no evidence bundle'),
  })
  expect(await offline('--verify', join(folder, 'none.json'))).toMatchObject({ code: 2 })
  expect(await cli(account)).toMatchObject({ code: 2, err: expect.stringContaining('--verify <file>') })
  expect(await cli(account, 'none')).toMatchObject({ code: 1, err: expect.stringMatching(/^404: .*none/) })
})
