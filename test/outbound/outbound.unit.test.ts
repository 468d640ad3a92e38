import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { parseAllowList } from '../../src/outbound/allow-list.ts'
import { createOutbound } from '../../src/outbound/outbound.ts'
import { hiddenHost } from './spellings.ts'
import { resolverOf, serve, type TestServer } from './support.ts'

const servers: TestServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const REQUEST = {
  body: '{"a":1}',
  headers: { 'content-type': 'application/json' },
  timeoutMs: 3_000,
  maxBytes: 64,
}

/** A server whose port is allowed, on whatever name or address. */
const reachable = async (answer: RequestListener) => {
  const server = await serve(answer)
  servers.push(server)
  const allow = parseAllowList([`127.0.0.0/8:${server.port}`])
  return { port: server.port, url: `http://127.0.0.1:${server.port}/`, outbound: createOutbound({ allow }) }
}

const redirectTo =
  (location: string, status = 302): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { location }).end()
  }

test('a body is posted, and the answer comes back with its status', async () => {
  const { url, outbound } = await reachable((request, response) => {
    text(request).then(
      (body) => response.writeHead(418).end(`${request.method} ${request.headers['content-type']} ${body}`),
      () => response.destroy(),
    )
  })
  expect(await outbound.post(url, REQUEST)).toEqual({ status: 418, text: 'POST application/json {"a":1}' })
})

test.each([301, 302, 303, 307, 308])('a redirect by %i is followed with the same body', async (status) => {
  const { url, outbound } = await reachable((request, response) => {
    if (request.url === '/') redirectTo('/there', status)(request, response)
    else
      text(request).then(
        (body) => response.end(body),
        () => response.destroy(),
      )
  })
  expect(await outbound.post(url, REQUEST)).toEqual({ status: 200, text: '{"a":1}' })
})

test('error: a redirect to an address that is not public is refused, however it is spelt', async () => {
  let location = ''
  const { url, outbound } = await reachable((request, response) => redirectTo(location)(request, response))
  const property = fc.asyncProperty(hiddenHost, async (host) => {
    location = `http://${host}/latest/meta-data`
    await expect(outbound.post(url, REQUEST)).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' })
  })
  await fc.assert(property, { numRuns: 150 })
})

test('error: a redirect to a name that resolves to an address that is not public is refused', async () => {
  const server = await serve(redirectTo('http://inside.example/'))
  servers.push(server)
  const { resolve } = resolverOf({ 'inside.example': ['10.0.0.1'] })
  const allow = parseAllowList([`127.0.0.1:${server.port}`])
  const posting = createOutbound({ allow, resolve }).post(`http://127.0.0.1:${server.port}/`, REQUEST)
  await expect(posting).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED', retryable: false })
})

test.each(['ftp://api.example/', 'file:///etc/passwd', 'http://a:b@api.example/', 'http://'])(
  'error: a redirect to %s is refused',
  async (location) => {
    const { url, outbound } = await reachable(redirectTo(location))
    await expect(outbound.post(url, REQUEST)).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' })
  },
)

test('three redirects are followed, a fourth is not', async () => {
  const { url, outbound } = await reachable((request, response) => {
    const left = Number(request.url?.slice(1))
    if (left === 0) response.end('there')
    else redirectTo(`/${left - 1}`)(request, response)
  })
  expect(await outbound.post(`${url}3`, REQUEST)).toEqual({ status: 200, text: 'there' })
  await expect(outbound.post(`${url}4`, REQUEST)).rejects.toMatchObject({
    code: 'OUTBOUND_FAILED',
    message: 'redirected more than 3 times',
  })
})

test('the connection goes to the address that was judged: a name is asked for once a connection', async () => {
  const server = await serve((_request, response) => void response.end('here'))
  servers.push(server)
  const names = resolverOf({ 'api.example': ['127.0.0.1'] })
  const allow = parseAllowList([`127.0.0.1:${server.port}`])
  const outbound = createOutbound({ allow, resolve: names.resolve })
  expect(await outbound.post(`http://api.example:${server.port}/`, REQUEST)).toMatchObject({ text: 'here' })
  expect(names.asked).toEqual(['api.example'])
})

test('error: a name that is public at first and private at the next call is refused at the next call', async () => {
  const server = await serve((_request, response) => void response.end('here'))
  servers.push(server)
  const answers = ['127.0.0.1', '127.0.0.2']
  const outbound = createOutbound({
    allow: parseAllowList([`127.0.0.1:${server.port}`]),
    resolve: (_host, _options, callback) => callback(null, [{ address: answers.shift() ?? '', family: 4 }]),
  })
  const url = `http://api.example:${server.port}/`
  expect(await outbound.post(url, REQUEST)).toMatchObject({ text: 'here' })
  await expect(outbound.post(url, REQUEST)).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' })
})

test.each([
  ['no answer', (): undefined => undefined],
  ['half an answer', (_request: unknown, response: { write: (text: string) => void }) => response.write('{')],
])('error: %s within the time is a failure that may pass', async (_what, answer) => {
  const { url, outbound } = await reachable(answer as RequestListener)
  await expect(outbound.post(url, { ...REQUEST, timeoutMs: 200 })).rejects.toMatchObject({
    code: 'OUTBOUND_FAILED',
    retryable: true,
    message: 'no answer within 200 ms',
  })
})

test('error: the time holds for redirects taken together', async () => {
  const { url, outbound } = await reachable((request, response) => {
    setTimeout(() => redirectTo('/')(request, response), 100)
  })
  await expect(outbound.post(url, { ...REQUEST, timeoutMs: 250 })).rejects.toMatchObject({
    message: 'no answer within 250 ms',
  })
})

test('error: a name that is not resolved in time is a failure that may pass', async () => {
  const outbound = createOutbound({ resolve: () => undefined })
  await expect(outbound.post('http://api.example/', { ...REQUEST, timeoutMs: 100 })).rejects.toMatchObject({
    message: 'no answer within 100 ms',
  })
})

test('error: an answer that is too large is not read to its end', async () => {
  let written = 0
  const { url, outbound } = await reachable((_request, response) => {
    const pour = (): void => {
      while (!response.destroyed && response.write('x'.repeat(16_384))) written += 16_384
    }
    response.on('drain', pour)
    pour()
  })
  await expect(outbound.post(url, REQUEST)).rejects.toMatchObject({
    code: 'OUTBOUND_FAILED',
    message: 'the answer is larger than 64 bytes',
  })
  expect(written).toBeLessThan(10_000_000)
})

test('an answer of just the size that is read comes back whole', async () => {
  const { url, outbound } = await reachable((_request, response) => void response.end('x'.repeat(64)))
  expect(await outbound.post(url, REQUEST)).toMatchObject({ text: 'x'.repeat(64) })
})

test('error: a server that is not there, and a name nobody knows, are failures that may pass', async () => {
  const { url, outbound } = await reachable(() => undefined)
  await servers.pop()?.close()
  await expect(outbound.post(url, REQUEST)).rejects.toMatchObject({
    code: 'OUTBOUND_FAILED',
    message: 'it cannot be reached (ECONNREFUSED)',
  })
  const nameless = createOutbound({ resolve: resolverOf({}).resolve })
  await expect(nameless.post('http://api.example/', REQUEST)).rejects.toMatchObject({
    message: 'it cannot be reached (ENOTFOUND)',
  })
})

test('error: a connection that breaks in the middle of the answer is a failure that may pass', async () => {
  const { url, outbound } = await reachable((_request, response) => {
    response.writeHead(200, { 'content-length': '50' })
    response.write('{', () => response.destroy())
  })
  await expect(outbound.post(url, REQUEST)).rejects.toMatchObject({ code: 'OUTBOUND_FAILED' })
})

test('what is only told hears the status and when to come again, and a redirect is followed by nobody', async () => {
  const { url, outbound } = await reachable((_request, response) => {
    response.writeHead(307, { location: '/elsewhere', 'retry-after': '30' }).end('x'.repeat(10_000))
  })
  expect(await outbound.notify(url, REQUEST)).toEqual({ status: 307, retryAfter: '30' })
})

test('what is only told is told once its status is there, however the answer ends', async () => {
  const { url, outbound } = await reachable((_request, response) => {
    response.writeHead(200)
    response.write('half', () => response.destroy())
  })
  expect(await outbound.notify(url, REQUEST)).toEqual({ status: 200 })
})

test('error: what is not public is not told either', async () => {
  const server = await serve((_request, response) => void response.end())
  servers.push(server)
  await expect(createOutbound().notify(`http://127.0.0.1:${server.port}/`, REQUEST)).rejects.toMatchObject({
    code: 'OUTBOUND_REFUSED',
  })
})
