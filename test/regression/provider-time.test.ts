import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseBody } from '../../src/providers/body.ts'
import { timeAt } from '../../src/providers/fields.ts'
import { type Harness, newAccount, openLedger } from '../ledger/ledger-harness.ts'
import { credit, statement } from '../ledger/statements.ts'

let harness: Harness
beforeAll(async () => {
  harness = await openLedger(2)
})
afterAll(() => harness.close())

test.each(['0001-01-01T00:00:00+05:00', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-05:00'])(
  'a time of %s is stated, or is none',
  async (text) => {
    const account = newAccount()
    const at = timeAt(parseBody(Buffer.from(JSON.stringify({ at: text }))), 'at')
    const books = await harness.ledger.stateFact(
      statement(account, 1, credit(), at === undefined ? {} : { at }),
      { finish: true },
    )
    expect(books.transferId).not.toBeNull()
  },
)
