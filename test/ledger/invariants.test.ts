import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idPart, joinId } from '../../src/domain/ids.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, statement } from './statements.ts'

let harness: Harness

beforeAll(async () => {
  harness = await openLedger(2)
})

afterAll(() => harness.close())

const sql = (text: string, values: unknown[] = []) =>
  harness.pool.query<Record<string, unknown>>(text, values)

/** One credit of a new shop; resolves with its transfer. */
async function credited(): Promise<{ account: string; transfer: string }> {
  const account = newAccount()
  const { transferId } = await harness.ledger.stateFact(statement(account, 1, credit()), { finish: true })
  return { account, transfer: transferId ?? '' }
}

const IMMUTABLE = { code: 'LZ003', message: expect.stringContaining('postings are immutable') }

test.each(['entry', 'transfer'])('no %s is ever changed, deleted or truncated', async (table) => {
  const { transfer } = await credited()
  const key = table === 'entry' ? 'transfer_id' : 'id'
  await expect(sql(`update ledger.${table} set ${key} = ${key} where ${key} = $1`, [transfer]))
    .rejects //
    .toMatchObject(IMMUTABLE)
  await expect(sql(`delete from ledger.${table} where ${key} = $1`, [transfer]))
    .rejects //
    .toMatchObject(IMMUTABLE)
  await expect(sql(`truncate ledger.${table} cascade`)).rejects.toMatchObject(IMMUTABLE)
})

test('an entry cannot be added to a transfer of the past', async () => {
  const { transfer } = await credited()
  const late = sql(
    `insert into ledger.entry (transfer_id, account_id, asset, amount)
     select $1, id, asset, 1 from ledger.account where owner = 'sys:nobody'`,
    [transfer],
  )
  expect((await late).rowCount).toBe(0)
  await sql(`select ledger.account('sys:nobody', 'USD', 'clearing')`)
  const added = sql(
    `insert into ledger.entry (transfer_id, account_id, asset, amount)
     select $1, id, asset, 1 from ledger.account where owner = 'sys:nobody'`,
    [transfer],
  )
  await expect(added).rejects.toMatchObject({ code: 'LZ004' })
})

test.each([
  ['one entry', [['a', 'USD', 5]]],
  [
    'entries that do not sum to zero',
    [
      ['a', 'USD', 5],
      ['b', 'USD', -4],
    ],
  ],
  [
    'entries that sum to zero only across assets',
    [
      ['a', 'USD', 5],
      ['b', 'EUR', -5],
    ],
  ],
])('a transfer of %s is not committed', async (_, legs) => {
  const { account, transfer } = await credited()
  const posted = harness.pool.query(
    `do $$ declare t uuid; begin
       insert into ledger.transfer (key, kind, payment, n)
         select '${account}:forged', 'move', payment, 99 from ledger.transfer where id = '${transfer}' returning id into t;
       ${legs.map(([owner, asset, amount]) => `perform ledger.post_entry(t, (ledger.account('${owner}', '${asset}', 'held')).id, '${asset}', false, ${amount});`).join('\n')}
     end $$`,
  )
  await expect(posted).rejects.toMatchObject({ code: 'LZ001' })
  expect(await harness.ledger.drift()).toEqual([])
})

test('a posting number is used once', async () => {
  const { transfer } = await credited()
  const again = sql(
    `insert into ledger.transfer (key, kind, payment, n) select key, kind, payment, n from ledger.transfer where id = $1`,
    [transfer],
  )
  await expect(again).rejects.toMatchObject({ code: '23505', constraint: 'transfer_key_key' })
})

test('a transfer bears the account, the payment and its number, spelt as all ids are', async () => {
  const account = `${newAccount()} & Söhne`
  await harness.ledger.stateFact(statement(account, 1, credit(), { paymentId: 'pay/1:x' }), { finish: true })
  const { rows } = await sql(
    'select key from ledger.transfer t join ledger.payment p on p.id = t.payment where p.account = $1',
    [account],
  )
  expect(rows).toEqual([{ key: joinId(account, 'pay/1:x', 'books', '1') }])
})

test('Postgres spells a part of an id as the domain does', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 110 }).filter((part) => !part.includes('\0'))
  const part = fc.oneof(text, fc.stringMatching(/^[A-Za-z0-9._-]{1,102}$/), fc.constantFrom('.', '..', ''))
  await fc.assert(
    fc.asyncProperty(part, async (part) => {
      expect((await sql('select ledger.id_part($1) as spelt', [part])).rows).toEqual([
        { spelt: idPart(part) },
      ])
    }),
  )
})

test.each([
  [
    'balance',
    `update ledger.balance b set amount = amount + 1 from ledger.account a where a.id = b.account_id`,
  ],
  [
    'payment',
    `update ledger.payment_books b set amount = amount + 1 from ledger.account a
       where a.owner = b.owner and a.asset = b.asset and a.kind = b.kind`,
  ],
])('drift names a %s that the entries do not bear out', async (what, tamper) => {
  const { account } = await credited()
  await sql(`${tamper} and a.owner = $1`, [`user:${account}`])
  const drift = await harness.ledger.drift()
  expect(drift).toMatchObject([{ what, stated: '1001', fromEntries: '1000' }])
  expect(drift[0]?.subject).toContain(`user:${account}/USD/available`)
  await sql(`${tamper.replace('+ 1', '- 1')} and a.owner = $1`, [`user:${account}`])
})
