import type { Hex } from 'viem'
import { expect, test, vi } from 'vitest'
import { mintIdOf } from '../../src/chain/mint-call.ts'
import { createEventDesk } from '../../src/inbox/event-desk.ts'
import { createLoyalteezMinter } from '../../src/mint/loyalteez-minter.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { mint, newMint, useTestChain } from '../chain/support/test-chain.ts'
import { LTZ, type Minting, pumpUntilIdle, startMinting } from '../mint/support/minting.ts'
import { buying, type StripeMint, startStripeMint, WALLET, webhookOf } from '../support/stripe-mint.ts'

const on = useTestChain()
const EXPLORER = 'https://soneium.blockscout.com'

interface Shop extends StripeMint {
  readonly minting: Minting
  /** What the payment's workflow does: asks for the mint, once an event is there. */
  readonly request: (
    paymentId: string,
    change?: { readonly to?: Hex; readonly amount?: bigint },
  ) => Promise<Hex>
}

const openShop = async (waitSeconds = 20): Promise<Shop> => {
  const minting = await startMinting(on())
  const env = {
    MINTER: 'chain',
    CHAIN_RPC_URL: on().rpcUrl,
    LTZ_ADDRESS: on().contract,
    STRIPE_MINT_WAIT_SECONDS: String(waitSeconds),
  }
  const shop = await startStripeMint({ databaseUrl: minting.url, env })
  const request: Shop['request'] = async (paymentId, change) => {
    await vi.waitFor(async () => expect(await eventsOf(shop, paymentId)).not.toEqual([]), { timeout: 10_000 })
    const payment = { account: 'stripe', paymentId }
    const id = mintIdOf(payment)
    const wanted = { to: WALLET.toLowerCase() as Hex, amount: 10_000n * LTZ, asset: 'LTZ', ...change }
    const token = { chainId: on().chain.chainId, contract: on().contract }
    await minting.outbox.requestMint({ id, ...payment, ...token, ...wanted })
    return id
  }
  return { ...shop, minting, request }
}

const eventsOf = async ({ api }: StripeMint, paymentId: string): Promise<Record<string, unknown>[]> =>
  (await api.pool.query('select * from inbox.event where payment_id = $1 order by id', [paymentId])).rows

const mintedHash = async ({ minting }: Shop, id: Hex): Promise<string> => {
  await pumpPass(minting.pump)
  await vi.waitFor(async () => {
    await pumpPass(minting.pump)
    expect(await minting.outbox.mint(id)).toMatchObject({ status: 'mined' })
  })
  return (await minting.outbox.mint(id))?.txHash ?? ''
}

test('twenty calls at once: one transaction, one hash in twenty replies, and one of them minted', async () => {
  const shop = await openShop()
  const { id, payment_intent } = shop.stripe.addSession(buying())
  const calls = Promise.all(Array.from({ length: 20 }, () => shop.call(id)))
  const mintId = await shop.request(payment_intent ?? '')
  const txHash = await mintedHash(shop, mintId)
  const replies = await calls
  expect(replies).toMatchObject(replies.map(() => ({ status: 200, body: { success: true, txHash } })))
  const first = replies.filter(({ body }) => body.alreadyProcessed === undefined)
  expect(first.map(({ body }) => body)).toEqual([
    {
      success: true,
      message: 'LTZ tokens minted successfully',
      txHash,
      blockExplorer: `${EXPLORER}/tx/${txHash}`,
      walletAddress: WALLET,
      usdAmount: 10,
      ltzAmount: 10_000,
      paymentIntentId: payment_intent,
    },
  ])
  const again = {
    success: true,
    message: 'Payment already processed',
    txHash,
    walletAddress: WALLET,
    usdAmount: 10,
    ltzAmount: 10_000,
    paymentIntentId: payment_intent,
    alreadyProcessed: true,
  }
  expect((await shop.call(id)).body).toEqual(again)
  expect(await eventsOf(shop, payment_intent ?? '')).toMatchObject([
    { event_key: `stripe-mint.${id}`, source: 'catch-up', type: 'payment.succeeded', state: 'received' },
  ])
  await shop.api.settle()
  expect(shop.api.starts).toHaveLength(1)
  expect((await shop.minting.outbox.tally(on().chain.chainId)).map(({ count }) => count)).toEqual([1])
})

test('what the webhook minted was processed before, for every call', async () => {
  const shop = await openShop()
  const session = shop.stripe.addSession(buying())
  expect(await shop.api.deliver('stripe', webhookOf(session))).toMatchObject({ status: 200 })
  const mintId = await shop.request(session.payment_intent ?? '')
  const txHash = await mintedHash(shop, mintId)
  const expected = { status: 200, body: { success: true, alreadyProcessed: true, txHash } }
  expect(await shop.call(session.id)).toMatchObject(expected)
  expect(await shop.call(session.id)).toMatchObject(expected)
})

test('what is not minted in time is in progress, and asking again continues the same mint', async () => {
  const shop = await openShop(1)
  const { id, payment_intent } = shop.stripe.addSession(buying())
  const answer = await shop.call(id)
  expect(answer).toMatchObject({ status: 500, body: { success: false, message: 'Mint in progress' } })
  expect(answer.headers.get('retry-after')).toBe('5')
  const txHash = await mintedHash(shop, await shop.request(payment_intent ?? ''))
  expect(await shop.call(id)).toMatchObject({ status: 200, body: { alreadyProcessed: true, txHash } })
  expect(await eventsOf(shop, payment_intent ?? '')).toHaveLength(1)
})

test('error: tokens that went to another wallet than the session names are no success', async () => {
  const shop = await openShop()
  const { id, payment_intent } = shop.stripe.addSession(buying({ wallet: `0x${'3'.repeat(40)}` }))
  await shop.api.deliver('stripe', webhookOf({ ...shop.stripe.addSession({ payment_intent, ...buying() }) }))
  await mintedHash(shop, await shop.request(payment_intent ?? ''))
  expect(await shop.call(id)).toMatchObject({ status: 409, body: { success: false } })
})

test('tokens that an operator sent to another wallet are a success, and the reply names that wallet', async () => {
  const shop = await openShop(1)
  const { id, payment_intent } = shop.stripe.addSession(buying())
  await shop.call(id)
  const wallet = `0x${'4'.repeat(40)}` as const
  await createEventDesk(shop.api.pool).amendEvent('stripe', `stripe-mint.${id}`, { wallet })
  const txHash = await mintedHash(shop, await shop.request(payment_intent ?? '', { to: wallet }))
  expect(await shop.call(id)).toMatchObject({ status: 200, body: { walletAddress: wallet, txHash } })
})

test('error: a mint that waits for an operator is answered at once, to ask again much later', async () => {
  const shop = await openShop()
  const { outbox, pump, signer } = shop.minting
  await pumpPass(pump)
  await outbox.pauseSigner(signer, { code: 'SIGNER_PAUSED', message: 'a test pauses it' })
  const { id, payment_intent } = shop.stripe.addSession(buying())
  const called = shop.call(id)
  await shop.request(payment_intent ?? '')
  const answer = await called
  expect(answer).toMatchObject({ status: 500, body: { success: false, message: 'Mint in progress' } })
  expect(answer.headers.get('retry-after')).toBe('300')
})

test('error: a payment whose id the contract knows for another wallet is not called minted', async () => {
  const shop = await openShop()
  const { id, payment_intent } = shop.stripe.addSession(buying())
  const mintId = mintIdOf({ account: 'stripe', paymentId: payment_intent ?? '' })
  await mint(on(), [newMint({ id: mintId })])
  const called = shop.call(id)
  await shop.request(payment_intent ?? '')
  await vi.waitFor(async () => {
    await pumpPass(shop.minting.pump)
    expect(await shop.minting.outbox.mint(mintId)).toMatchObject({ status: 'conflict' })
  })
  expect(await called).toMatchObject({ status: 500, body: { success: false, message: 'Mint in progress' } })
})

test('error: a mint that an operator left out is not in progress', async () => {
  const shop = await openShop()
  const { id, payment_intent } = shop.stripe.addSession(buying())
  const called = shop.call(id)
  const mintId = await shop.request(payment_intent ?? '')
  const [event] = await eventsOf(shop, payment_intent ?? '')
  await shop.minting.outbox.parkMint(mintId, { code: 'MINT_REFUSED', message: 'an operator left it out' })
  const by = { workflowId: String(event?.workflow_id), endpoint: 'stripe', eventKey: `stripe-mint.${id}` }
  await createEventDesk(shop.api.pool).finishEvent(by, 'fulfilled')
  await called
  expect(await shop.call(id)).toMatchObject({ status: 409, body: { success: false } })
})

test('the Loyalteez minter of another Quittance is served by this route', async () => {
  const shop = await openShop()
  const { id, payment_intent } = shop.stripe.addSession(buying())
  const minter = createLoyalteezMinter({ baseUrl: shop.api.url, scale: 18 })
  const paymentId = payment_intent ?? ''
  const order = {
    account: 'another',
    paymentId,
    asset: 'LTZ',
    amount: 10_000n * LTZ,
    wallet: WALLET,
    sessionId: id,
  } as const
  const minted = minter.mint(order, 1)
  const txHash = await mintedHash(shop, await shop.request(paymentId))
  expect(await minted).toEqual({ state: 'minted', txHash })
  expect(await minter.mint(order, 2)).toEqual({ state: 'minted', txHash })
  await pumpUntilIdle(shop.minting, on())
})
