import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { retryRuleOf } from '../../src/cli/retry-rules.ts'
import { run, startReceiver } from './support.ts'

const SECRET = {
  LLAMAPAY_WEBHOOK_SECRET: 'llama',
  STRIPE_WEBHOOK_SECRET: 'whsec_s',
  RACH_WEBHOOK_SECRET: 'rach',
}
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

const receiver = async (...statuses: number[]) => {
  const started = await startReceiver(...statuses)
  stops.push(started.stop)
  return started
}

test('a webhook is sent to its endpoint, and the answer shown', async () => {
  const { url, received } = await receiver(200)
  const { code, out } = await run(
    SECRET,
    'send',
    'stripe',
    'charge.succeeded',
    '--url',
    url,
    '--event-id',
    'evt_1',
  )
  expect(code).toBe(0)
  expect(out).toMatch(/^200 charge\.succeeded evt_1 of payment pi_\w+ \{"received":true\}$/)
  expect(received).toMatchObject([
    { path: '/webhooks/stripe', headers: { 'content-type': 'application/json' } },
  ])
})

test.each([
  ['standard', 'subscription.started'],
  ['stripe', 'customer.subscription.created'],
])('--period says when the period of a subscription ends: %s', async (provider, type) => {
  const env = { ...SECRET, STANDARD_WEBHOOK_SECRET: `whsec_${Buffer.alloc(24).toString('base64')}` }
  const before = Date.now()
  const { out } = await run(env, 'send', provider, type, '--period', '90s', '--print')
  const [, iso, seconds] = /"period_end":"([^"]+)"|"current_period_end":(\d+)/.exec(out) ?? []
  const end = iso === undefined ? Number(seconds) * 1_000 : Date.parse(iso)
  expect(Math.abs(end - before - 90_000)).toBeLessThan(5_000)
})

test('error: a period that is no duration is refused, and the answer says how one looks', async () => {
  const { code, err } = await run(SECRET, 'send', 'stripe', 'invoice.paid', '--period', 'soon')
  expect([code, err]).toEqual([2, expect.stringContaining('20s, 5m, 1h or 30d')])
})

test('--times sends copies of one event', async () => {
  const { url, received } = await receiver(200)
  const { out } = await run(
    SECRET,
    'send',
    'rach',
    'payment.confirmed',
    '--url',
    url,
    '--times',
    '3',
    '--json',
  )
  expect(new Set(received.map(({ body }) => body)).size).toBe(1)
  const answers = out.split('\n').map((line) => JSON.parse(line) as { eventId: string })
  expect(answers).toHaveLength(3)
  expect(new Set(answers.map(({ eventId }) => eventId)).size).toBe(1)
})

test('--retries waits as LlamaPay waits: 10 s, doubled, until exactly 200', async () => {
  const { url, received } = await receiver(500, 201, 200)
  const { code, waits } = await run(SECRET, 'send', 'llamapay', 'charge:pending', '--url', url, '--retries')
  expect({ code, waits, attempts: received.length }).toEqual({
    code: 0,
    waits: [10_000, 20_000],
    attempts: 3,
  })
  expect(new Set(received.map(({ body }) => body)).size).toBe(1)
})

test('--fast divides the waits', async () => {
  const { url } = await receiver(503, 200)
  const { waits } = await run(
    SECRET,
    'send',
    'llamapay',
    'charge:pending',
    '--url',
    url,
    '--retries',
    '--fast',
    '1000',
  )
  expect(waits).toEqual([10])
})

test('LlamaPay gives up after three days, at most an hour apart', async () => {
  const { delaysMs } = retryRuleOf('llamapay')
  expect(delaysMs.slice(0, 3)).toEqual([10_000, 20_000, 40_000])
  expect(Math.max(...delaysMs)).toBe(3_600_000)
  const total = delaysMs.reduce((sum, delay) => sum + delay, 0)
  expect(total).toBeLessThanOrEqual(259_200_000)
  expect(total).toBeGreaterThan(259_200_000 - 3_600_000)
})

test('error: a webhook that is refused ends with 1, at once or when the provider gives up', async () => {
  const { url, received } = await receiver(401)
  expect(await run(SECRET, 'send', 'rach', 'payment.test', '--url', url)).toMatchObject({ code: 1 })
  expect(received).toHaveLength(1)
  const { code } = await run(SECRET, 'send', 'llamapay', 'charge:pending', '--url', url, '--retries')
  expect(code).toBe(1)
  expect(received).toHaveLength(1 + 1 + retryRuleOf('llamapay').delaysMs.length)
})

test('error: 201 is what Stripe takes and LlamaPay does not', async () => {
  const { url } = await receiver(201)
  expect(await run(SECRET, 'send', 'stripe', 'charge.succeeded', '--url', url)).toMatchObject({ code: 0 })
  expect(await run(SECRET, 'send', 'llamapay', 'charge:pending', '--url', url)).toMatchObject({ code: 1 })
})

test('error: where nobody answers it ends with 3 and says what to do', async () => {
  const { url, stop } = await startReceiver(200)
  await stop()
  const { code, err } = await run(SECRET, 'send', 'rach', 'payment.test', '--url', url)
  expect(code).toBe(3)
  expect(err).toContain('npm start')
})

test.each([
  [['send', 'paypal', 'x'], /no provider "paypal"/],
  [['send', 'rach', 'nothing'], /no type of rach "nothing"/],
  [['send', 'loops', 'charge.succeeded'], /LOOPS_WEBHOOK_SECRET/],
  [['send', 'rach', 'payment.test', '--times', '0'], /above 0/],
  [['send', 'rach', 'payment.test', '--url', 'nowhere'], /not a URL/],
  [['send', 'rach'], /type/],
  [['explode'], /explode/],
])('error: %j is wrong usage, which ends with 2', async (argv, says) => {
  expect(await run(SECRET, ...argv)).toMatchObject({ code: 2, err: expect.stringMatching(says), out: '' })
})

test('--print shows header and body, and sends nothing; the secret is in neither', async () => {
  const { url, received } = await receiver(200)
  const { out } = await run(SECRET, 'send', 'stripe', 'charge.succeeded', '--url', url, '--print')
  const [head = '', body = ''] = out.split('\n\n')
  expect(head).toMatch(/^POST http.*\/webhooks\/stripe\n/)
  expect(head).toMatch(/Stripe-Signature: t=\d+,v1=[0-9a-f]{64}/)
  expect(JSON.parse(body)).toMatchObject({ type: 'charge.succeeded' })
  expect(out).not.toContain('whsec_s')
  expect(received).toEqual([])
})

test('--curl shows a command that a shell runs as it is, whatever is in the body', async () => {
  const { url, received } = await receiver(200)
  const user = `it's "$HOME" \\ \`id\``
  const { out } = await run(
    SECRET,
    'send',
    'rach',
    'payment.confirmed',
    '--user',
    user,
    '--url',
    url,
    '--curl',
  )
  expect(received).toEqual([])
  await promisify(execFile)('bash', ['-c', out])
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ metadata: { user_id: user } })
})

test('the secret is the first that has not ended', async () => {
  const print = async (secret: string) => {
    const env = { RACH_WEBHOOK_SECRET: secret }
    const { out } = await run(env, 'send', 'rach', 'payment.expired', '--payment', 'x', '--print')
    return /X-Webhook-Signature: (\w+)[\s\S]*\n\n([\s\S]*)/.exec(out)
  }
  const [, signature, body = ''] =
    (await print('old@2020-01-01T00:00:00Z, new@2099-01-01T00:00:00Z,newer')) ?? []
  expect(signature).toBe(createHmac('sha256', 'new').update(body).digest('hex'))
})

test('what npm start made up is found where nothing is set, and what is set counts more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quittance-cli-'))
  stops.push(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'dev.env'), 'RACH_WEBHOOK_SECRET=made-up\n')
  const { url, received } = await receiver(200)
  const argv = ['send', 'rach', 'payment.test', '--event-id', 'e', '--url', url]
  expect(await run({ DATA_DIR: folder }, ...argv)).toMatchObject({ code: 0 })
  expect(await run({ DATA_DIR: folder, RACH_WEBHOOK_SECRET: '' }, ...argv)).toMatchObject({ code: 0 })
  await run({ DATA_DIR: folder, RACH_WEBHOOK_SECRET: 'set' }, ...argv)
  const [first, , last] = received.map(({ headers }) => headers['x-webhook-signature'])
  expect(first).not.toBe(last)
})

test('list shows every provider and type', async () => {
  const { out } = await run({}, 'list')
  expect(out).toContain('rach wallet.deposit.detected')
  expect(out.split('\n').length).toBeGreaterThan(50)
  const { out: json } = await run({}, 'list', '--json')
  expect(JSON.parse(json)).toMatchObject({
    llamapay: ['charge:pending', 'charge:confirmed', 'subscription:expired'],
  })
})

test('the command as it is installed says its version', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const { stdout } = await promisify(execFile)(process.execPath, ['bin/quittance.js', '--version'])
  expect(stdout.trim()).toBe(version)
})
