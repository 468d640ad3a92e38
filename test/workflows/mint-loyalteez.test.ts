import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLoyalteezMinter } from '../../src/mint/loyalteez-minter.ts'
import { createMintRuns } from '../../src/temporal-mints.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { mintPolicy, paidForTokens } from './support/minting.ts'
import { activitiesOf, decision, openPark, stateOf } from './support/observe.ts'

const HASH = `0x${'ab'.repeat(32)}`

let harness: Harness
let wallet: string | undefined
/** What Loyalteez answers, one after the other, the last for ever; `null` is its own trouble. */
let answers: (object | null)[] = []
let asked = 0

const server = createServer((_request, response) => {
  const answer = answers.length > 1 ? answers.shift() : answers[0]
  asked += 1
  response.writeHead(answer == null ? 500 : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer ?? {}))
})

beforeAll(async () => {
  harness = await createHarness(mintPolicy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const runs = createMintRuns(harness.environment.client, harness.taskQueue)
  await harness.startWorker({ minting: { minter: createLoyalteezMinter({ baseUrl, scale: 18 }), runs } })
})
afterAll(async () => {
  server.close()
  await harness.teardown()
})

const session = () => {
  const event = paidForTokens()
  wallet = event.wallet
  asked = 0
  return { ...event, refs: [`cs_${event.paymentId}`] }
}

const minted = () => ({ success: true, txHash: HASH, walletAddress: wallet, ltzAmount: 19_990 })

test('Loyalteez is asked until it answers, and what it minted is the mint; nothing of ours pumps', async () => {
  const event = session()
  answers = [null, minted()]
  const handle = await harness.start(event)
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: HASH })
  expect(asked).toBe(2)
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  expect((await harness.ledger.payment('shop', event.paymentId))?.effects).toMatchObject([
    { effect: 'mint', state: 'done', txHash: HASH },
  ])
  expect(await activitiesOf(handle)).toEqual(['mintTokens', 'finishEvent'])
})

test('what Loyalteez refuses parks at mint; put right and retried, it is asked again', async () => {
  const event = session()
  answers = [{ success: false, message: 'Payment not completed: unpaid' }]
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  expect(park).toMatchObject({ code: 'MINT_REFUSED', message: expect.stringContaining('unpaid') })
  answers = [minted()]
  await handle.executeUpdate('decide', { args: [decision(park, { decision: 'retry' })] })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: HASH })
})
