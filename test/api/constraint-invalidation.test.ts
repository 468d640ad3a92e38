import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { CONSTRAINT_API_KEY } from '../support/constraint-api.ts'
import { useConstraintApi } from '../support/use-constraint-api.ts'

const on = useConstraintApi()

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Two users, with two collections each and one question without; `?k=` makes it another API. */
const fill = async (): Promise<void> => {
  for (const user_address of ['0xAAA', '0xBBB'])
    for (const collection_id of [1, '2', undefined])
      await on.api.validate({ api_url: on.external.url, user_address, collection_id })
  await on.api.validate({ api_url: `${on.external.url}?k=1`, user_address: '0xAAA' })
}

test.each([
  [{}, 6],
  [{ user_address: '0xaaA' }, 3],
  [{ collection_id: '1' }, 2],
  [{ collection_id: 2 }, 2],
  [{ user_address: '0xBBB', collection_id: 1 }, 1],
  [{ user_address: null, collection_id: null }, 6],
  [{ user_address: '0xCCC' }, 0],
])('an invalidation of %j takes back what it names, and nothing else', async (which, taken) => {
  await fill()
  expect(await on.api.invalidate({ api_url: on.external.url, ...which })).toMatchObject({
    status: 200,
    body: { success: true, message: 'Cache invalidated successfully', invalidated_count: taken },
  })
  const { rows } = await on.api.pool.query('select 1 from constraints.answer where api_url like $1', [
    `${on.external.url}%`,
  ])
  expect(rows).toHaveLength(7 - taken)
})

test('the short path of the guide does the same', async () => {
  await fill()
  expect(await on.api.post('/invalidate-external-api', { api_url: on.external.url })).toMatchObject({
    body: { success: true, invalidated_count: 6 },
  })
})

test('answers that had ended anyway do not count', async () => {
  await fill()
  await on.api.pool.query("update constraints.answer set expires_at = now() where user_address = '0xaaa'")
  expect(await on.api.invalidate({ api_url: on.external.url })).toMatchObject({
    body: { invalidated_count: 3 },
  })
})

test('error: without api_url it is 400, as the guide has it', async () => {
  expect(await on.api.invalidate({ user_address: '0xAAA' })).toMatchObject({
    status: 400,
    body: { success: false, error: 'Missing required field: api_url' },
  })
})

test('every invalidation is counted, logged and kept, without the address and the query', async () => {
  const before = await on.api.counted('constraint_invalidations_total')
  await fill()
  const what = { api_url: `${on.external.url}?secret=s3cr3t`, user_address: '0xAAA', collection_id: 7 }
  await on.api.post('/invalidate-external-api', what, { 'x-forwarded-for': '203.0.113.77' })
  expect(await on.api.counted('constraint_invalidations_total')).toBe(before + 1)
  const about = {
    actor: `key:${digest(CONSTRAINT_API_KEY).slice(0, 8)}`,
    peer: '203.0.113.77',
    api: on.external.url,
    user_digest: digest('0xaaa'),
    collection_id: '7',
    entries: 0,
  }
  const { rows } = await on.api.pool.query('select * from constraints.invalidation where api = $1', [
    on.external.url,
  ])
  expect(rows).toEqual([{ ...about, id: expect.any(String), at: expect.any(Date) }])
  const line = on.api.lines.find(
    (text) => text.includes('constraint.invalidated') && text.includes('203.0.113.77'),
  )
  expect(JSON.parse(line ?? '{}')).toMatchObject(about)
  expect(JSON.stringify([rows, on.api.lines])).not.toMatch(/s3cr3t|0xaaa/i)
})
