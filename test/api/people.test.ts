import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { addressesIn } from '../../src/api/addresses-in.ts'
import { concealEvent } from '../../src/api/conceal-event.ts'
import { ipAllowList } from '../../src/api/ip-allow-list.ts'
import { createPeople } from '../../src/api/people.ts'
import { createUnverifiedLimit } from '../../src/api/unverified-limit.ts'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'

const KEY = Buffer.alloc(32, 7)
const people = createPeople(KEY)
const ann = `email:${createHmac('sha256', KEY).update('ann@example.com').digest('hex')}`
const WALLET = '0x52908400098527886E0F7030069857D2E4169EE7'

test('the first name that is present owns: user, wallet, customer, address', () => {
  const names = { userId: '42', wallet: WALLET, customerId: 'cus_1' }
  const { userId: _user, ...walletAndCustomer } = names
  expect(people.claim('shop', names, 'ann@example.com')).toEqual({ owner: 'user:42', source: 'user' })
  expect(people.claim('shop', walletAndCustomer, 'ann@example.com')).toEqual({
    owner: `wallet:${WALLET.toLowerCase()}`,
    source: 'wallet',
  })
  expect(people.claim('shop', { customerId: 'cus_1' }, 'ann@example.com')).toEqual({
    owner: 'customer:shop:cus_1',
    source: 'customer',
  })
  expect(people.claim('shop', {}, ' Ann@Example.COM ')).toEqual({ owner: ann, source: 'email' })
  expect(people.claim('shop', {})).toBeUndefined()
})

test('an id that is an e-mail address is treated as one', () => {
  expect(people.claim('shop', { userId: 'ANN@example.com' })).toEqual({ owner: ann, source: 'email' })
  expect(people.claim('shop', { customerId: 'ann@example.com' })).toEqual({ owner: ann, source: 'email' })
  expect(people.claim('shop', { userId: 'ann@example.com', wallet: WALLET })).toMatchObject({
    source: 'wallet',
  })
  expect(people.claim('shop', { userId: 'ann@example.com' }, 'bob@example.com')).toEqual({
    owner: ann,
    source: 'email',
  })
})

test('a name with an @ is never readable, an address or not', () => {
  expect(people.claim('shop', { userId: '@ann' })?.owner).toBe(people.ownerOfAddress('@ann'))
  expect(people.claim('shop', { customerId: 'ann@' })?.owner).toMatch(/^email:[0-9a-f]{64}$/)
})

test('everyone an event names can be looked up by a digest, whoever owns it', () => {
  const subjects = people.subjects('shop', { userId: '42', customerId: 'cus_1' }, 'ann@example.com')
  expect(subjects).toEqual(['user:42', 'customer:shop:cus_1', ann].map((owner) => people.subjectOf(owner)))
  for (const subject of subjects) expect(subject).toMatch(/^[0-9a-f]{64}$/)
})

const event: PaymentEvent = {
  type: 'deposit.detected',
  endpoint: 'rach',
  account: 'rach',
  provider: 'rach',
  eventKey: 'wallet.deposit.detected-ann@example.com-1',
  providerType: 'wallet.deposit.detected',
  receivedAt: '2026-11-22T10:00:00.000Z',
  paymentId: 'ann@example.com',
  orderReference: 'order 7',
  refs: ['cs_1', 'ann@example.com'],
  subscription: { id: 'ann@example.com' },
  money: { asset: 'USD', amount: { text: '1', unit: 'decimal' } },
  customerId: 'ann@example.com',
  attributes: { 'metadata.plan': 'pro', 'metadata.contact': 'ann@example.com', 'metadata.at': '@' },
}

test('no id in an event shows an address, equal ids stay equal, and the rest is untouched', () => {
  const concealed = concealEvent(event, people)
  expect(JSON.stringify(concealed)).not.toContain('@')
  expect(concealed).toMatchObject({
    paymentId: ann,
    refs: ['cs_1', ann],
    subscription: { id: ann },
    customerId: ann,
    orderReference: 'order 7',
    attributes: { 'metadata.plan': 'pro' },
    eventKey: expect.stringMatching(/^email:[0-9a-f]{64}$/),
  })
  expect(concealEvent(event, people)).toEqual(concealed)
})

test('an event without addresses passes as it is', () => {
  const { attributes: _attributes, ...rest } = event
  const plain: PaymentEvent = {
    ...rest,
    eventKey: 'k',
    paymentId: 'p',
    refs: ['r'],
    subscription: { id: 's' },
    customerId: 'c',
  }
  expect(concealEvent(plain, people)).toEqual(plain)
})

test('an allow-list takes addresses and subnets of both kinds, and says which entry it cannot read', () => {
  const allows = ipAllowList(['203.0.113.0/24', '198.51.100.7', '2001:db8::/32'])
  expect(
    ['203.0.113.9', '::ffff:203.0.113.9', '198.51.100.7', '2001:db8:1::1'].map((ip) => allows(ip)),
  ).toEqual([true, true, true, true])
  expect(['203.0.114.1', '198.51.100.8', '2001:db9::1', '', 'nonsense'].map((ip) => allows(ip))).toEqual(
    Array(5).fill(false),
  )
  expect(ipAllowList([])('anything')).toBe(true)
  for (const wrong of ['203.0.113.0/33', 'example.com', '10.0.0.0/x', ''])
    expect(() => ipAllowList([wrong]), wrong).toThrow(/ipAllow/)
})

test('the limit slides: a burst at the end of one minute still weighs in the next', () => {
  let now = 60_000 * 1000 + 59_000
  const limit = createUnverifiedLimit(10, () => now)
  const counts = (times: number, address = '198.51.100.1') =>
    Array.from({ length: times }, () => limit.count(address))
  expect(counts(10)).toEqual(Array(10).fill(0))
  expect(counts(1)[0]).toBeGreaterThan(0)
  expect(counts(1, '198.51.100.2')).toEqual([0])
  now += 2_000
  expect(counts(1)[0]).toBeGreaterThan(0)
  now += 120_000
  expect(counts(10)).toEqual(Array(10).fill(0))
})

test('addresses of one IPv6 network count together', () => {
  const limit = createUnverifiedLimit(1)
  expect(limit.count('2001:db8:1:2::1')).toBe(0)
  expect(limit.count('2001:db8:1:2:ffff::9')).toBeGreaterThan(0)
  expect(limit.count('2001:db8:1:3::1')).toBe(0)
})

test('addresses in a body are found between whatever stands around them', () => {
  const body = {
    note: 'to "Ann" <ann@example.com>, or bob@example.com.',
    link: 'mailto:eve@example.com?cc=joe%40example.com',
    'kim@example.com': true,
    none: ['@', 'a @ b', 'x@', '@y', 'rate: 5 @ 3'],
  }
  expect(addressesIn(body)).toEqual(['ann', 'bob', 'eve', 'joe', 'kim'].map((name) => `${name}@example.com`))
  const crowd = Array.from({ length: 500 }, (_, n) => `n${n}@example.com`)
  expect(addressesIn(crowd)).toHaveLength(100)
})
