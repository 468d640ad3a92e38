import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimAnswer, storeAnswer } from '../../src/constraints/answers.ts'
import { type Harness, newAccount, openLedger } from '../ledger/ledger-harness.ts'
import { credit, statement, word } from '../ledger/statements.ts'

let harness: Harness
beforeAll(async () => {
  harness = await openLedger()
})
afterAll(() => harness.close())

const WALLET = `0x${'ab'.repeat(20)}`

test('what an API said of a wallet before its access was taken is not kept after it', async () => {
  const account = newAccount()
  const owner = { owner: `wallet:${WALLET}`, source: 'wallet' } as const
  const grants = [{ product: 'pro' }]
  await harness.ledger.stateFact(statement(account, 1, credit(), { owner, grants }), { finish: true })
  const { rows } = await harness.pool.query('select owner from ledger.access where owner = $1', [owner.owner])
  expect(rows).toHaveLength(1)

  const reversing = await harness.pool.connect()
  await reversing.query('begin')
  await reversing.query('select ledger.state_fact($1)', [
    JSON.stringify(statement(account, 2, word('reverse'), { owner })),
  ])
  // Before that commits somebody asks; the API still sees the access, and says yes.
  const question = { apiUrl: 'https://api.example/', userAddress: WALLET }
  const claim = await claimAnswer(harness.pool, question, 86_400)
  if (claim.type !== 'leased') throw new Error(claim.type)
  await storeAnswer(harness.pool, claim, true, 86_400)
  await reversing.query('commit')
  reversing.release()

  const left = await harness.pool.query('select 1 from ledger.access where owner = $1', [owner.owner])
  expect(left.rows).toHaveLength(0)
  expect(await claimAnswer(harness.pool, question, 86_400)).not.toMatchObject({ type: 'answered' })
})
