import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createSecretCipher } from '../../src/inbox/secret-cipher.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { run, runWith } from './support.ts'

let api: OperatorApi
beforeAll(async () => {
  const secretCipher = createSecretCipher([randomBytes(32)]) ?? expect.fail('there is a key')
  api = await startOperatorApi({ secretCipher })
})
afterAll(() => api?.stop())

const env = () => ({ OPERATOR_API_KEY, QUITTANCE_URL: api.url })
const cli = (...argv: string[]) => run(env(), 'endpoints', ...argv)
const why = ['--reason', 'a test']
const newSlug = (): string => `shop-${randomBytes(4).toString('hex')}`

test('an endpoint is made, rotated, limited, paused, resumed and ended on the command line', async () => {
  const slug = newSlug()
  const made = await cli(
    'create',
    'standard',
    '--slug',
    slug,
    '--account',
    'shop',
    '--allow',
    '127.0.0.1, ::1',
    ...why,
  )
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('shown this once') })
  expect(made.out).toMatch(new RegExp(`^path: /webhooks/${slug}$`, 'm'))
  expect(made.out).toMatch(/^secret: whsec_\S+$/m)
  const [, secretId = ''] = /^secretId: (\S+)$/m.exec(made.out) ?? []

  const rotated = await cli('rotate', slug, ...why)
  expect(rotated).toMatchObject({ code: 0, err: expect.stringContaining('no end but their own') })
  expect((await cli('allow', slug, '203.0.113.0/24', '198.51.100.7', ...why)).out).toContain(
    'ipAllow: 203.0.113.0/24 198.51.100.7',
  )
  expect((await cli('end', slug, secretId, '--at', '2099-01-01T00:00:00Z', ...why)).out).toMatch(
    /^endsAt: 2099-01-01T/m,
  )
  expect((await cli('pause', slug, ...why)).out).toMatch(/^pausedAt: \d{4}-/m)
  const listed = await cli('--slug', slug)
  expect(listed.out).toMatch(
    /^SLUG +PROVIDER +ACCOUNT +SOURCE +PAUSED +ENDS +ALLOW +SECRET +SECRET ENDS +LAST USED/,
  )
  expect(listed.out).toMatch(
    new RegExp(`^${slug} +standard +shop +stored +\\d{4}-\\S+ +- +203\\.0\\.113\\.0/24 198`, 'm'),
  )
  expect(listed.out).toMatch(new RegExp(`^ +${secretId} +2099-01-01T\\S+ +-$`, 'm'))
  expect(listed.out).not.toContain('whsec_')
  expect((await cli('resume', slug, ...why)).out).toMatch(/^pausedAt: -$/m)
  expect(JSON.parse((await cli('list', '--slug', slug, '--json')).out)).toMatchObject({
    data: [{ slug, pausedAt: null, secrets: [{}, { id: secretId }] }],
  })
  expect((await cli('reencrypt', ...why)).out).toMatch(/^reencrypted: 0$/m)
})

test('a secret is read from standard input or from a file, and not shown again', async () => {
  const [slug, secret] = [newSlug(), `whsec_${randomBytes(12).toString('hex')}`]
  const argv = ['endpoints', 'create', 'stripe', '--slug', slug, '--secret-from', '-', ...why]
  const made = await runWith(`${secret}\n`, env(), ...argv)
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(made.out).not.toContain(secret)
  const file = join(inject('runFolder'), `${slug}.txt`)
  writeFileSync(file, `${secret}-2\n`)
  const end = ['--others-end', '2099-01-01T00:00:00Z']
  expect(await cli('rotate', slug, '--secret-from', file, ...end, ...why)).toMatchObject({ code: 0, err: '' })
})

test('error: what the service refuses, and what cannot be read, is said', async () => {
  expect(await cli('create', 'stripe', ...why)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^422: secret: stripe makes it/),
  })
  expect(await cli('pause', 'none', ...why)).toMatchObject({
    code: 1,
    err: '404: There is no endpoint none.',
  })
  expect((await cli('pause', 'none')).code).toBe(2)
  expect(await cli('create', 'stripe', '--secret-from', '/nowhere/x', ...why)).toMatchObject({
    code: 2,
    err: '/nowhere/x cannot be read',
  })
  expect(
    await runWith(' \n', env(), 'endpoints', 'create', 'stripe', '--secret-from', '-', ...why),
  ).toMatchObject({
    code: 2,
    err: 'standard input holds no secret',
  })
})

test('error: without a key nothing is made, and the setting is named', async () => {
  const keyless = await startOperatorApi()
  try {
    const answer = await run(
      { OPERATOR_API_KEY, QUITTANCE_URL: keyless.url },
      ...['endpoints', 'create', 'standard', ...why],
    )
    expect(answer).toMatchObject({ code: 1, err: expect.stringMatching(/^409: .*ENDPOINT_SECRETS_KEY/) })
  } finally {
    await keyless.stop()
  }
})

test('the help shows what to type', async () => {
  const { code, out } = await cli('create', '--help')
  expect(code).toBe(0)
  expect(out).toContain('quittance endpoints create stripe --slug shop-2 --secret-from - --reason')
})
