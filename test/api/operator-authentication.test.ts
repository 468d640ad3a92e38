import { beforeAll, expect, test } from 'vitest'
import { OPERATOR_API_KEY, type OperatorApi } from '../support/operator-api.ts'
import { useOperatorApis } from '../support/use-operator-apis.ts'

const start = useOperatorApis()
let api: OperatorApi
beforeAll(async () => {
  api = await start()
})

test('the bearer of the key gets in, however the scheme is written', async () => {
  const headers = { authorization: `bearer ${OPERATOR_API_KEY}` }
  expect(await api.ask('GET', '/parked', undefined, headers)).toMatchObject({ status: 200 })
})

test.each([
  ['', 'no key'],
  [`Bearer ${OPERATOR_API_KEY}x`, 'a longer key'],
  [`Bearer ${OPERATOR_API_KEY.slice(0, -1)}`, 'a shorter key'],
  [`Basic ${OPERATOR_API_KEY}`, 'another scheme'],
  ['Bearer ', 'an empty key'],
])('error: %j (%s) is 401 with a problem document', async (authorization) => {
  const { status, headers, body } = await api.ask('GET', '/parked', undefined, { authorization })
  expect(status).toBe(401)
  expect(headers.get('www-authenticate')).toMatch(/^Bearer/)
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(body).toMatchObject({ type: 'urn:quittance:problem:unauthorized', status: 401 })
})

test('nobody is told which routes there are without the key', async () => {
  expect(await api.ask('GET', '/nothing', undefined, { authorization: '' })).toMatchObject({ status: 401 })
})

test('where there is no key, nobody gets in', async () => {
  const closed = await start({ operatorKeys: [] })
  for (const authorization of ['', 'Bearer ', 'Bearer undefined'])
    expect(await closed.ask('GET', '/parked', undefined, { authorization })).toMatchObject({ status: 401 })
})

test('who guesses more than twenty times a minute is turned away; who has the key still gets in', async () => {
  const guessed = await start()
  const statuses: number[] = []
  for (let n = 0; n < 22; n++)
    statuses.push(
      (await guessed.ask('GET', '/parked', undefined, { authorization: `Bearer guess${n}` })).status,
    )
  expect(statuses.slice(0, 20).every((status) => status === 401)).toBe(true)
  expect(statuses.slice(20)).toEqual([429, 429])
  const { headers } = await guessed.ask('GET', '/parked', undefined, { authorization: 'Bearer guess' })
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await guessed.ask('GET', '/parked')).toMatchObject({ status: 200 })
})
