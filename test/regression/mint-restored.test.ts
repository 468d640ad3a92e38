import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { stateMints } from '../../src/activities/state-mints.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { newRequest, pumpUntilIdle, startMinting } from '../mint/support/minting.ts'

const PATIENCE_MS = 20_000

const on = useTestChain()

test('the books hear of every mint after the database was dumped and restored elsewhere', async () => {
  const minting = await startMinting(on())
  const ledger = createLedger(minting.pool)
  const feed = async () => {
    const pumping = { feed: minting.outbox, walletChanged: async () => undefined }
    const deadline = Date.now() + PATIENCE_MS
    // A transaction of another test, open in the same server, holds the feed back: so would one of ours.
    while (!(await stateMints({ ledger } as never, pumping as never))) {
      if (Date.now() > deadline) return false
      await sleep(50)
    }
    return true
  }
  const before = newRequest()
  await minting.outbox.requestMint(before)
  await pumpUntilIdle(minting, on())
  expect(await feed()).toBe(true)
  expect(await ledger.minted(1868)).toEqual([{ asset: 'LTZ', amount: before.amount.toString() }])

  // What a dump carries of a server that has written more than the new one: its transaction ids.
  for (const table of ['mint.transition', 'ledger.feed', 'ledger.payment_mint'])
    await minting.pool.query(`update ${table} set xid = (xid::text::bigint + 1000000)::text::xid8`)

  const after = newRequest()
  await minting.outbox.requestMint(after)
  await pumpUntilIdle(minting, on())
  const isFed = await feed()
  expect({ isFed, minted: await ledger.minted(1868) }).toEqual({
    isFed: true,
    minted: [{ asset: 'LTZ', amount: (before.amount + after.amount).toString() }],
  })
})
