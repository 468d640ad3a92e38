import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { envExample } from '../scripts/env-example.ts'
import { loadConfig, loadDatabaseUrl } from '../src/config.ts'
import { FulfilmentError } from '../src/domain/errors.ts'
import { SETTINGS } from '../src/settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'quittance-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const REQUIRED = {
  DATABASE_URL: 'postgres://quittance@127.0.0.1/quittance',
  PII_KEY: 'ab'.repeat(32),
  CONFIG_FILE: join(folder, 'none.json'),
}

let files = 0
const policyFile = (content: string): string => {
  const path = join(folder, `policy-${files++}.json`)
  writeFileSync(path, content)
  return path
}

const failure = (env: Record<string, string>): FulfilmentError => {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof FulfilmentError) return error
    throw error
  }
  throw new Error('the configuration was accepted')
}

test('two settings are enough to start; all others have defaults', () => {
  expect(loadConfig(REQUIRED)).toMatchObject({
    port: 3000,
    taskQueue: 'quittance',
    endpoints: [],
    providerSettings: { cryptopayScheme: 'stripe-v1', rachAcceptReserialised: false },
    ledgerFirstTry: 'local',
    unverifiedRatePerMinute: 100,
    trustProxy: 'loopback',
    logLevel: 'info',
    policy: { assets: { USD: { scale: 2 }, JPY: { scale: 0 }, LTZ: { scale: 18 } } },
  })
})

test('a setting that is empty is one that is not set', () => {
  const config = loadConfig({ ...REQUIRED, PORT: '', STRIPE_WEBHOOK_SECRET: '', OPERATOR_API_KEY: '' })
  expect(config).toMatchObject({ port: 3000, endpoints: [] })
  expect(config.operatorKeys).toEqual([])
})

test('a secret makes its endpoint; several may be active, and each may end', () => {
  const { endpoints } = loadConfig({
    ...REQUIRED,
    RACH_WEBHOOK_SECRET: 'old@2026-12-31T00:00:00Z, new',
    LOOPS_WEBHOOK_SECRET: 'with@sign',
  })
  expect(endpoints).toMatchObject([
    { slug: 'loops', account: 'loops', provider: 'loops', secrets: [{ value: 'with@sign' }] },
    {
      slug: 'rach',
      secrets: [{ value: 'old', endsAt: '2026-12-31T00:00:00.000Z' }, { value: 'new' }],
    },
  ])
  const ids = endpoints.flatMap(({ secrets }) => secrets.map(({ id }) => id))
  expect(new Set(ids).size).toBe(3)
  for (const id of ids) expect(id).toMatch(/^(?:loops|rach)-[0-9a-f]{8}$/)
})

test('the operator API has keys with names and roles, and each may end', () => {
  const [first, ada, old, grafana] = ['first', 'ada', 'old', 'grafana'].map((name) =>
    `${name}-key`.padEnd(16, '0'),
  )
  const { operatorKeys } = loadConfig({
    ...REQUIRED,
    OPERATOR_API_KEY: first ?? '',
    OPERATOR_API_KEYS: `ada:operate:${ada}, ada:operate:${old}@2026-12-31T00:00:00Z,grafana:read:${grafana}`,
  })
  expect(operatorKeys).toEqual([
    { name: 'operator', role: 'admin', value: first },
    { name: 'ada', role: 'operate', value: ada },
    { name: 'ada', role: 'operate', value: old, endsAt: '2026-12-31T00:00:00.000Z' },
    { name: 'grafana', role: 'read', value: grafana },
  ])
})

test.each([
  ['hunter2-hunter2-hunter2', /entry 1: must be name:role:key/],
  ['ada:owner:hunter2-hunter2-hunter2', /entry 1: must be name:role:key/],
  ['ada:read:hunter2', /entry 1: must be name:role:key/],
  ['Ada:read:hunter2-hunter2-hunter2', /entry 1: must be name:role:key/],
  ['ada:read:hunter2-hunter2-hunter2@2026-99-99', /entry 1: what follows @/],
  ['a:read:hunter2-hunter2-hunter2,b:read:hunter2-hunter2-hunter2', /entry 2: is the key of another/],
  ['a:read:hunter2-hunter2-hunter2,a:admin:hunter2-hunter2-hunter3', /entry 2: the name a stands for/],
  ['operator:read:hunter2-hunter2-hunter2', /entry 1: the name operator stands for/],
])(
  'error: operator keys that cannot be meant stop the start, and are not in its message: %s',
  (keys, message) => {
    const error = failure({ ...REQUIRED, OPERATOR_API_KEYS: keys })
    expect(error.message).toMatch(message)
    expect(error.message).not.toContain('hunter2')
  },
)

test.each(['hunter2', 'whsec_hunter2!', Buffer.from('no prefix').toString('base64')])(
  'a secret that no Standard Webhooks sender can sign with stops the start: %s',
  (value) => {
    const good = `whsec_${Buffer.from('a good secret').toString('base64')}`
    const error = failure({ ...REQUIRED, STANDARD_WEBHOOK_SECRET: `${good},${value}@2026-12-31T00:00:00Z` })
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toContain('STANDARD_WEBHOOK_SECRET: must be whsec_ and base64')
    expect(error.message).not.toContain(value)
    const secrets = `${good},${good}@2026-12-31T00:00:00Z`
    expect(loadConfig({ ...REQUIRED, STANDARD_WEBHOOK_SECRET: secrets }).endpoints).toHaveLength(1)
  },
)

test('everything that is wrong is named in one message, and no secret is in it', () => {
  const error = failure({
    PORT: '70000',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    PII_KEY: 'hunter2',
    OPERATOR_API_KEY: 'hunter2',
    CRYPTOPAY_SCHEME: 'detect',
    RACH_ACCEPT_RESERIALISED: 'perhaps',
    LEDGER_FIRST_TRY: 'both',
    UNVERIFIED_RATE_PER_MINUTE: '0',
    TEMPORAL_UI_URL: 'nowhere',
    WORKER_PORT: 'nine',
    LOG_LEVEL: 'loud',
    TASK_QUEUE: 'q',
    STRIPE_WEBHOOK_SECRET: 'hunter2@2026-99-99',
    CONFIG_FILE: policyFile('{"assets":{"usd":{"scale":2}},"endpoint":{}}'),
  })
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', retryable: false })
  for (const name of [
    'PORT',
    'DATABASE_URL',
    'PII_KEY',
    'OPERATOR_API_KEY',
    'CRYPTOPAY_SCHEME',
    'RACH_ACCEPT_RESERIALISED',
    'LEDGER_FIRST_TRY',
    'UNVERIFIED_RATE_PER_MINUTE',
    'TEMPORAL_UI_URL',
    'WORKER_PORT',
    'LOG_LEVEL',
    'STRIPE_WEBHOOK_SECRET',
    'policy-0.json',
    'endpoint',
  ])
    expect(error.message).toMatch(new RegExp(`^  - .*${name}`, 'm'))
  expect(error.message).not.toContain('TASK_QUEUE')
  expect(error.message).not.toContain('hunter2')
})

test('what is missing is named too', () => {
  const { message } = failure({ CONFIG_FILE: join(folder, 'none.json') })
  expect(message).toMatch(/^ {2}- DATABASE_URL/m)
  expect(message).toMatch(/^ {2}- PII_KEY/m)
})

test('migrate needs the database alone', () => {
  expect(loadDatabaseUrl({ DATABASE_URL: REQUIRED.DATABASE_URL })).toBe(REQUIRED.DATABASE_URL)
  expect(() => loadDatabaseUrl({})).toThrow(/DATABASE_URL/)
})

describe('the policy file', () => {
  const policyOf = (content: string) => loadConfig({ ...REQUIRED, CONFIG_FILE: policyFile(content) }).policy

  test('adds to what is shipped, and names the account of an endpoint', () => {
    const CONFIG_FILE = policyFile(
      '{"assets":{"GOLD":{"scale":3}},"endpoints":{"stripe":{"account":"shop","fulfilOn":"charge"}}}',
    )
    const { policy, endpoints } = loadConfig({ ...REQUIRED, CONFIG_FILE, STRIPE_WEBHOOK_SECRET: 'a' })
    expect(policy.assets).toMatchObject({ GOLD: { scale: 3 }, USD: { scale: 2 } })
    expect(endpoints).toMatchObject([{ slug: 'stripe', account: 'shop' }])
  })

  test('may be empty: every key is optional', () => {
    expect(policyOf('{}')).toMatchObject({ endpoints: {}, settlement: { deadlineMinutes: 60 } })
  })

  test.each([
    ['{"asset":{}}', /asset/],
    ['{"assets":{"USD":{"scale":2,"symbol":"$"}}}', /assets\.USD.*symbol/],
    ['{"endpoints":{"stripe":{"fulfillOn":"charge"}}}', /endpoints\.stripe.*fulfillOn/],
    ['{"endpoints":{"stripe":{"mint":{"asset":"LTZ","perUsd":"1000","to":"x"}}}}', /mint.*to/],
    ['{"endpoints":{"a b":{}}}', /endpoints/],
    ['{"subscriptions":{"grace":3}}', /subscriptions.*grace/],
    ['{"settlement":{"deadlineMinutes":0}}', /settlement\.deadlineMinutes/],
    ['{"assets":', /JSON/],
    ['[]', /object/],
  ])('error: %s is refused by name', (content, names) => {
    expect(failure({ ...REQUIRED, CONFIG_FILE: policyFile(content) }).message).toMatch(names)
  })

  test('error: a file that cannot be read is not taken for one that is not there', () => {
    expect(failure({ ...REQUIRED, CONFIG_FILE: folder }).message).toContain('EISDIR')
  })
})

test('.env.example is what its script writes, and names every setting', () => {
  const text = readFileSync('.env.example', 'utf8')
  expect(text).toBe(envExample())
  for (const name of Object.keys(SETTINGS.shape)) expect(text).toMatch(new RegExp(`^(?:# )?${name}=`, 'm'))
})

test('.env.example starts nothing wrong when it is copied as it is', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n')
  const set = lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => line.split('='))
  expect(loadConfig({ ...Object.fromEntries(set), ...REQUIRED })).toMatchObject({ port: 3000, endpoints: [] })
})

test('what outward calls may reach is a list; an entry that is none is named beside all that is wrong', () => {
  const { outboundAllow } = loadConfig({ ...REQUIRED, OUTBOUND_ALLOW: 'localhost:4000, 10.0.0.0/8,' })
  expect(outboundAllow).toEqual(['localhost:4000', '10.0.0.0/8'])
  const { message } = failure({ ...REQUIRED, OUTBOUND_ALLOW: 'localhost,10.0.0.0/33', PORT: 'x' })
  expect(message).toMatch(/PORT/)
  expect(message).toMatch(/OUTBOUND_ALLOW: "10\.0\.0\.0\/33" is no host/)
})

describe('who is told', () => {
  const MAIL = { SMTP_URL: 'smtps://shop:hunter2@mail.example', MAIL_FROM: 'The Shop <shop@tea.example>' }

  test('nobody, until a mail server is set; then plans name the mails they ask for', () => {
    expect(loadConfig(REQUIRED)).not.toHaveProperty('mail')
    expect(loadConfig(REQUIRED).policy.channels).toEqual({ mail: false, delivery: false })
    const { mail, alerts, policy } = loadConfig({
      ...REQUIRED,
      ...MAIL,
      ALERT_MAIL_TO: 'a@b.example, c@d.example',
    })
    expect(policy.channels).toEqual({ mail: true, delivery: false })
    expect(mail).toEqual({
      smtpUrl: MAIL.SMTP_URL,
      from: { name: 'The Shop', address: 'shop@tea.example' },
      shop: 'The Shop',
      locale: 'en',
    })
    expect(alerts).toEqual({ mailTo: ['a@b.example', 'c@d.example'] })
    const bare = loadConfig({ ...REQUIRED, ...MAIL, MAIL_FROM: 'shop@tea.example', MAIL_LOCALE: 'de-AT' })
    expect(bare.mail).toMatchObject({ from: { name: '' }, shop: 'tea.example', locale: 'de-AT' })
  })

  test.each([
    [{ SMTP_URL: MAIL.SMTP_URL }, /MAIL_FROM: missing/],
    [{ ...MAIL, SMTP_URL: 'https://hunter2@mail.example' }, /SMTP_URL: must be smtp/],
    [{ ...MAIL, MAIL_FROM: 'The Shop' }, /MAIL_FROM: must be an address/],
    [{ ...MAIL, MAIL_FROM: 'a@b.example\r\nBcc: c@d.example' }, /MAIL_FROM: must be an address/],
    [{ ...MAIL, MAIL_LOCALE: '../en' }, /MAIL_LOCALE/],
    [{ ...MAIL, ALERT_MAIL_TO: 'ops' }, /ALERT_MAIL_TO: an entry/],
    [{ ALERT_MAIL_TO: 'ops@tea.example' }, /ALERT_MAIL_TO: needs SMTP_URL/],
    [{ ALERT_WEBHOOK_URL: 'http://chat.example/hook' }, /ALERT_WEBHOOK_URL: must be https/],
    [{ ALERT_WEBHOOK_URL: 'chat' }, /ALERT_WEBHOOK_URL/],
  ])('error: what cannot be told stops the start, and no password is repeated: %j', (env, names) => {
    const { message } = failure({ ...REQUIRED, ...(env as Record<string, string>) })
    expect(message).toMatch(names)
    expect(message).not.toContain('hunter2')
  })

  test('a chat on this machine may be reached in the clear', () => {
    const { alerts } = loadConfig({ ...REQUIRED, ALERT_WEBHOOK_URL: 'http://127.0.0.1:4000/hook' })
    expect(alerts).toEqual({ webhookUrl: 'http://127.0.0.1:4000/hook', mailTo: [] })
  })
})

describe('who mints', () => {
  const CHAIN = {
    CHAIN_RPC_URL: 'http://127.0.0.1:1, http://127.0.0.1:2',
    LTZ_ADDRESS: `0x${'1'.repeat(40)}`,
  }
  const stripe = (env: Record<string, string>) => loadConfig({ ...REQUIRED, ...env }).policy.endpoints.stripe

  test('nobody, until a chain and its contract are set; then a Stripe checkout that names a wallet is minted', () => {
    expect(loadConfig(REQUIRED)).not.toHaveProperty('minter')
    expect(stripe({})).toBeUndefined()
    expect(loadConfig({ ...REQUIRED, ...CHAIN })).toMatchObject({
      minter: 'chain',
      chain: {
        rpcUrls: ['http://127.0.0.1:1', 'http://127.0.0.1:2'],
        chainId: 1868,
        feeCapWei: 500_000_000_000n,
      },
    })
    expect(stripe(CHAIN)).toEqual({ mint: { asset: 'LTZ', perUsd: '1000' } })
  })

  test('somebody else may, over HTTP', () => {
    const config = loadConfig({ ...REQUIRED, MINTER: 'loyalteez', LOYALTEEZ_API_URL: 'https://mint.test/' })
    expect(config).toMatchObject({ minter: 'loyalteez', loyalteezApiUrl: 'https://mint.test' })
  })

  test('the policy has the last word on what a checkout becomes', () => {
    const CONFIG_FILE = policyFile('{"endpoints":{"stripe":{"mint":false}}}')
    expect(stripe({ ...CHAIN, CONFIG_FILE })).toEqual({ mint: false })
  })

  test('error: a policy that mints where nobody can stops the start, as does a minter without a chain', () => {
    const CONFIG_FILE = policyFile('{"endpoints":{"shop":{"mint":{"asset":"GEM","perUsd":"1"}}}}')
    const { message } = failure({ ...REQUIRED, CONFIG_FILE, MINTER: 'chain' })
    expect(message).toContain('MINTER: chain needs CHAIN_RPC_URL and LTZ_ADDRESS')
    expect(message).toContain('endpoints.shop.mint.asset: GEM is not among the assets')
    expect(failure({ ...REQUIRED, CONFIG_FILE }).message).toContain('nobody mints here')
  })

  test('error: a subscription contract without the address it pays us at stops the start', () => {
    const { message } = failure({ ...REQUIRED, ...CHAIN, LLAMAPAY_CONTRACT: `0x${'7'.repeat(40)}` })
    expect(message).toContain('LLAMAPAY_RECEIVER')
  })

  test('error: an RPC URL that is none is refused without being repeated: it may hold a key', () => {
    const { message } = failure({ ...REQUIRED, ...CHAIN, CHAIN_RPC_URL: 'wss://node.test/secret' })
    expect(message).toContain('CHAIN_RPC_URL')
    expect(message).not.toContain('secret')
  })
})

describe('deliveries', () => {
  const secret = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`
  const DELIVERY_URL = 'http://localhost:4000/quittance'

  test('without a URL nobody is told anything; with one every event is planned to be told', () => {
    expect(loadConfig(REQUIRED)).not.toHaveProperty('delivery')
    expect(loadConfig(REQUIRED).policy.channels?.delivery).toBe(false)
    const old = `${secret(1)}@2026-12-31T00:00:00+01:00`
    expect(loadConfig({ ...REQUIRED, DELIVERY_URL, DELIVERY_SECRET: `${old}, ${secret(2)}` })).toMatchObject({
      delivery: {
        url: DELIVERY_URL,
        secrets: [{ value: secret(1), endsAt: '2026-12-30T23:00:00.000Z' }, { value: secret(2) }],
      },
      policy: { channels: { delivery: true } },
    })
  })

  test.each([
    ['a URL without a secret', { DELIVERY_URL }, 'neither is of use'],
    ['a secret without a URL', { DELIVERY_SECRET: secret(1) }, 'neither is of use'],
    ['a secret that is no base64', { DELIVERY_URL, DELIVERY_SECRET: 'whsec_no base64' }, 'must be whsec_'],
    ['a secret that is short', { DELIVERY_URL, DELIVERY_SECRET: 'whsec_c2hvcnQ=' }, 'must be whsec_'],
    ['an end that is no time', { DELIVERY_URL, DELIVERY_SECRET: `${secret(1)}@2026-99` }, 'ISO-8601'],
    [
      'secrets that all end',
      { DELIVERY_URL, DELIVERY_SECRET: `${secret(1)}@2030-01-01T00:00:00Z` },
      'one of them must not end',
    ],
    [
      'credentials in the URL',
      { DELIVERY_URL: 'https://me:pw@app.example', DELIVERY_SECRET: secret(1) },
      'must not hold credentials',
    ],
    ['another protocol', { DELIVERY_URL: 'ftp://app.example', DELIVERY_SECRET: secret(1) }, 'DELIVERY_URL'],
  ])('error: %s stops the start', (_, env, message) => {
    expect(failure({ ...REQUIRED, ...env }).message).toContain(message)
  })
})
