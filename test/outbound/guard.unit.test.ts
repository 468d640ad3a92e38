import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FulfilmentError } from '../../src/domain/errors.ts'
import { parseAllowList } from '../../src/outbound/allow-list.ts'
import { createGuard } from '../../src/outbound/guard.ts'
import { isPublic } from '../../src/outbound/is-public.ts'
import { hiddenAddress, hiddenHost } from './spellings.ts'
import { resolverOf } from './support.ts'

const guard = createGuard(parseAllowList([]))

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    return error instanceof FulfilmentError ? error.code : String(error)
  }
  return 'let through'
}

/** What a connection to this URL would be told by the guard's resolver. */
const lookup = (url: string, addresses: readonly string[], allow: readonly string[] = []) => {
  const parsed = new URL(url)
  const names = resolverOf({ [parsed.hostname]: addresses })
  const judging = createGuard(parseAllowList(allow), names.resolve).lookupFor(parsed)
  return new Promise((resolve) => {
    judging(parsed.hostname, { all: true }, (error, found) => resolve(error ?? found))
  })
}

test('error: an address that is not public is refused in every spelling a URL may have it', () => {
  fc.assert(
    fc.property(
      hiddenHost,
      fc.constantFrom('http', 'https'),
      fc.constantFrom('', ':8080'),
      (host, scheme, port) => {
        expect(codeOf(() => guard.parseUrl(`${scheme}://${host}${port}/validate`))).toBe('OUTBOUND_REFUSED')
      },
    ),
    { numRuns: 2_000 },
  )
})

test('error: a name is refused as soon as one of its addresses is not public', async () => {
  const property = fc.asyncProperty(
    hiddenAddress,
    fc.array(fc.constantFrom('93.184.215.14', '2606:4700::6810:84e5'), { maxLength: 3 }),
    fc.nat({ max: 3 }),
    async (hidden, others, at) => {
      const addresses = [...others.slice(0, at), hidden, ...others.slice(at)]
      expect(await lookup('https://api.example/', addresses)).toMatchObject({ code: 'OUTBOUND_REFUSED' })
    },
  )
  await fc.assert(property, { numRuns: 500 })
})

test.each([
  '169.254.169.254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  '0.0.0.0',
  '::',
  '255.255.255.255',
])('error: %s, where clouds keep their secrets or machines themselves, is not public', (address) => {
  expect(isPublic(address)).toBe(false)
})

test.each([
  '1.1.1.1',
  '93.184.215.14',
  '172.32.0.1',
  '100.128.0.1',
  '223.255.255.254',
  '2606:4700::6810:84e5',
])('%s is public', (address) => {
  expect(isPublic(address)).toBe(true)
  expect(codeOf(() => guard.parseUrl(`http://${address.includes(':') ? `[${address}]` : address}/`))).toBe(
    'let through',
  )
})

test('a name whose addresses are all public gets those, and no others', async () => {
  const addresses = ['93.184.215.14', '2606:4700::6810:84e5']
  expect(await lookup('https://api.example/', addresses)).toEqual([
    { address: '93.184.215.14', family: 4 },
    { address: '2606:4700::6810:84e5', family: 6 },
  ])
})

test.each([
  'ftp://api.example/',
  'file:///etc/passwd',
  'gopher://api.example/',
  'javascript:alert(1)',
  'https://user:password@api.example/',
  'https://user@api.example/',
  'https://',
  'api.example/validate',
  '//api.example/validate',
  '',
])('error: %j is not a URL to call', (url) => {
  expect(codeOf(() => guard.parseUrl(url))).toBe('OUTBOUND_REFUSED')
})

test('what is said of a refusal does not tell which address it was', () => {
  expect(() => guard.parseUrl('http://10.1.2.3/')).toThrow(/^(?!.*10\.1).*not on the public internet$/)
})

test('the operator may allow a host, an address or a subnet, for one port or all', async () => {
  const opened = ['http://10.1.2.3:8080/', ['10.1.2.3']] as const
  expect(await lookup(...opened, ['10.0.0.0/8'])).toEqual([{ address: '10.1.2.3', family: 4 }])
  expect(await lookup(...opened, ['10.1.2.3:8080'])).toEqual([{ address: '10.1.2.3', family: 4 }])
  expect(await lookup(...opened, ['10.1.2.3:80'])).toMatchObject({ code: 'OUTBOUND_REFUSED' })
  const named = ['http://Localhost.:4000/', ['::1', '127.0.0.1']] as const
  expect(await lookup(...named, ['localhost'])).toHaveLength(2)
  expect(await lookup(...named, ['localhost:4000'])).toHaveLength(2)
  expect(await lookup(...named, ['localhost:4001'])).toMatchObject({ code: 'OUTBOUND_REFUSED' })
  expect(await lookup(...named, ['127.0.0.0/8'])).toMatchObject({ code: 'OUTBOUND_REFUSED' })
  expect(await lookup(...named, ['127.0.0.0/8', '[::1]:4000'])).toHaveLength(2)
})

test('a host that is allowed does not open its addresses to other names', async () => {
  expect(await lookup('http://evil.example/', ['127.0.0.1'], ['localhost'])).toMatchObject({
    code: 'OUTBOUND_REFUSED',
  })
})

test.each([
  [
    'api.internal',
    'api.internal:8080',
    '10.0.0.0/8',
    '10.1.2.3',
    '10.0.0.0/8:443',
    'fd00::/8',
    '[fd00::/8]:80',
    '::1',
  ],
])('hosts, addresses and subnets are read, with and without a port', (...entries) => {
  expect(() => parseAllowList(entries)).not.toThrow()
})

test.each([
  '10.0.0.0/33',
  '10.0.0',
  '300.1.1.1',
  'fd00::/129',
  'host:0',
  'host:65536',
  'host:http',
  'http://host',
  'host/path',
  '*.example',
  'a b',
  '[host]:80',
  '',
])('error: %j is none, and is named', (entry) => {
  expect(() => parseAllowList(['localhost', entry])).toThrow(
    new RegExp(`^"${entry.replace(/[[\]*/.]/g, '\\$&')}" is no host`),
  )
})
