import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { planFor } from '../../src/domain/plan.ts'
import { readPolicy } from '../../src/policy.ts'
import { parseBody } from '../../src/providers/body.ts'
import { stripe } from '../../src/providers/stripe.ts'
import { readPage } from './markdown.ts'

const SECRET = 'whsec_c2VjcmV0IG9mIHRoZSByZWFkbWU='
const README = readPage('README.md')
const SETTINGS = { cryptopayScheme: 'stripe-v1', rachAcceptReserialised: false } as const

const undo: (() => void)[] = []
afterEach(() => {
  for (const step of undo.splice(0)) step()
})

interface Seen {
  readonly raw: Buffer
  readonly request: IncomingMessage
}

/** A server that keeps what it is sent, and answers. */
async function listening(): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const fail = (error: Error) => response.destroy(error)
    buffer(request).then((raw) => {
      seen.push({ raw, request })
      response.end('{}')
    }, fail)
  }).listen(0, '127.0.0.1')
  undo.push(() => server.close())
  await new Promise((done) => server.once('listening', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

/** Runs a block of the README as its reader would, beside a `.data/dev.env`. */
async function runBlock(mark: string, url: string): Promise<void> {
  const script = new RegExp(`^\`\`\`bash\\n(${mark}\\n[\\s\\S]*?)^\`\`\`$`, 'm').exec(README)?.[1]
  expect(script).toBeDefined()
  const folder = mkdtempSync(join(tmpdir(), 'readme-'))
  undo.push(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, '.data'))
  writeFileSync(join(folder, '.data', 'dev.env'), `STRIPE_WEBHOOK_SECRET=${SECRET}\n`)
  await promisify(execFile)('bash', ['-euc', script ?? ''], {
    cwd: folder,
    env: { ...process.env, API: url },
  })
}

test('the first webhook of the README is signed so that it is accepted, and credits 19.99 USD to user 42', async () => {
  const { url, seen } = await listening()
  await runBlock('# signed', url)
  const [{ raw, request } = expect.fail('nothing was sent')] = seen
  expect(request.url).toBe('/webhooks/stripe')
  const secrets = [{ id: 'readme', value: SECRET }]
  expect(stripe.verify(raw, request.headersDistinct, secrets, new Date(), SETTINGS)).toMatchObject({
    ok: true,
  })

  const { event, names } = stripe.translate(parseBody(raw), {
    headers: request.headersDistinct,
    bodySha256: '',
  })
  const whole = {
    ...event,
    endpoint: 'stripe',
    account: 'stripe',
    provider: 'stripe',
    receivedAt: '2026-01-01T00:00:00Z',
  }
  expect(names.userId).toBe('42')
  expect(planFor(whole, readPolicy({}))).toMatchObject({
    workflow: 'fulfilPayment',
    statement: { orderReference: 'A-1001', fact: { type: 'money', amount: '1999', asset: 'USD' } },
  })
})

test('the policy file the README shows is a policy', () => {
  const [, json = ''] = /^```json\n([\s\S]*?)^```$/m.exec(README) ?? []
  expect(readPolicy(JSON.parse(json)).endpoints.stripe?.account).toBe('shop')
})

test('the README stays short', () => {
  expect(README.split('\n').length).toBeLessThanOrEqual(200)
})
