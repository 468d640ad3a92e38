import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { createLoyalteezMinter } from '../../src/mint/loyalteez-minter.ts'
import type { MintOrder } from '../../src/mint/minter.ts'
import { freePort } from '../../src/stack/ports.ts'

const HASH = `0x${'ab'.repeat(32)}`
const WALLET = '0xd8da6bf26964af9d7eed9e03e53415d37aa96045'
const ORDER: MintOrder = {
  account: 'stripe',
  paymentId: 'pi_1',
  asset: 'LTZ',
  amount: 10_000n * 10n ** 18n,
  wallet: WALLET,
  sessionId: 'cs_test_1',
}

type Reply = (request: IncomingMessage, response: ServerResponse) => void

/** As Loyalteez' guide has it. */
const minted = (change: object = {}): Reply =>
  json(200, {
    success: true,
    message: 'LTZ tokens minted successfully',
    txHash: HASH,
    blockExplorer: `https://soneium.blockscout.com/tx/${HASH}`,
    walletAddress: '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045',
    usdAmount: 10,
    ltzAmount: 10000,
    paymentIntentId: 'pi_1',
    ...change,
  })

const json = (status: number, body: object): Reply => raw(status, JSON.stringify(body))

const raw =
  (status: number, body: string): Reply =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }

/** Answers one request after the other as told, the last for ever. */
const startLoyalteez = async (...replies: readonly Reply[]) => {
  const asked: { readonly path: string | undefined; readonly body: string }[] = []
  const server = createServer((request, response) => {
    const reply = replies[Math.min(asked.length, replies.length - 1)]
    void text(request).then((body) => {
      asked.push({ path: request.url, body })
      reply?.(request, response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, minter: createLoyalteezMinter({ baseUrl, scale: 18, timeoutMs: 2_000 }) }
}

test('a session is named to Loyalteez, and its transaction hash is the mint', async () => {
  const { asked, minter } = await startLoyalteez(minted())
  expect(await minter.mint(ORDER, 1)).toEqual({ state: 'minted', txHash: HASH })
  expect(asked).toEqual([{ path: '/loyalteez-api/stripe-mint', body: '{"sessionId":"cs_test_1"}' }])
})

test('a session that was processed before is minted all the same', async () => {
  const { minter } = await startLoyalteez(minted({ alreadyProcessed: true }))
  expect(await minter.mint(ORDER, 1)).toEqual({ state: 'minted', txHash: HASH })
})

test('after two failures on their side the third try mints, each try after twice the wait', async () => {
  const inProgress = json(500, { success: false, message: 'Mint in progress' })
  const { asked, minter } = await startLoyalteez(inProgress, inProgress, minted())
  const unavailable = { code: 'MINT_UNAVAILABLE', retryable: true }
  await expect(minter.mint(ORDER, 1)).rejects.toMatchObject({ ...unavailable, retryAfterMs: 2_000 })
  await expect(minter.mint(ORDER, 2)).rejects.toMatchObject({ ...unavailable, retryAfterMs: 4_000 })
  expect(await minter.mint(ORDER, 3)).toEqual({ state: 'minted', txHash: HASH })
  expect(asked).toHaveLength(3)
})

test('waits double up to a minute', async () => {
  const { minter } = await startLoyalteez(json(503, {}))
  for (const [attempt, retryAfterMs] of [
    [3, 8_000],
    [5, 32_000],
    [6, 60_000],
    [2_000, 60_000],
  ] as const)
    await expect(minter.mint(ORDER, attempt)).rejects.toMatchObject({ retryAfterMs })
})

test('what is the same amount in other digits is the same amount', async () => {
  const body = `{"success":true,"txHash":"${HASH}","walletAddress":"${WALLET}","ltzAmount":0.100000000000000000}`
  const { minter } = await startLoyalteez(raw(200, body))
  expect(await minter.mint({ ...ORDER, amount: 10n ** 17n }, 1)).toMatchObject({ state: 'minted' })
})

test('error: amounts that only a floating point number would take for equal are a contradiction', async () => {
  const body = `{"success":true,"txHash":"${HASH}","walletAddress":"${WALLET}","ltzAmount":10000.000000000000000001}`
  const { minter } = await startLoyalteez(raw(200, body))
  await expect(minter.mint(ORDER, 1)).rejects.toMatchObject({ code: 'EFFECT_CONFLICT', retryable: false })
})

test('error: another wallet is a contradiction', async () => {
  const { minter } = await startLoyalteez(minted({ walletAddress: `0x${'1'.repeat(40)}` }))
  await expect(minter.mint(ORDER, 1)).rejects.toMatchObject({ code: 'EFFECT_CONFLICT', retryable: false })
})

test('error: what Loyalteez refuses is final, and says why', async () => {
  const { minter } = await startLoyalteez(
    json(400, { success: false, message: 'Payment not completed: unpaid' }),
    json(200, { success: false, message: 'Invalid wallet address' }),
    json(404, { success: false, message: 'ann@example.com is unknown' }),
  )
  const messages = await Promise.all(
    [1, 2, 3].map(() => minter.mint(ORDER, 1).catch((error: Error) => error)),
  )
  expect(messages).toMatchObject(messages.map(() => ({ code: 'MINT_REFUSED', retryable: false })))
  const said = messages.map((error) => (error instanceof Error ? error.message : ''))
  expect(said.join('\n')).toContain('"Payment not completed: unpaid"')
  expect(said.join('\n')).not.toContain('@')
})

test('error: a page in place of a refusal points at the setting', async () => {
  const { minter } = await startLoyalteez(raw(404, '<html>no such page</html>'))
  await expect(minter.mint(ORDER, 1)).rejects.toMatchObject({
    code: 'MINT_REFUSED',
    message: expect.stringContaining('LOYALTEEZ_API_URL'),
  })
})

test.each([
  ['no JSON', 'minted!'],
  ['no transaction hash', '{"success":true,"walletAddress":"0x","ltzAmount":10000}'],
  ['no amount', `{"success":true,"txHash":"${HASH}","walletAddress":"${WALLET}","ltzAmount":"ten"}`],
])('error: a success with %s proves nothing, and is asked again', async (_what, body) => {
  const { minter } = await startLoyalteez(raw(200, body))
  await expect(minter.mint(ORDER, 1)).rejects.toMatchObject({ code: 'MINT_UNAVAILABLE', retryable: true })
})

test('error: who never answers, or hangs up, or is not there, is asked again', async () => {
  const { minter } = await startLoyalteez(
    () => undefined,
    (request) => request.socket.destroy(),
  )
  const nobody = createLoyalteezMinter({ baseUrl: `http://127.0.0.1:${await freePort()}`, scale: 18 })
  for (const asked of [minter, minter, nobody])
    await expect(asked.mint(ORDER, 1)).rejects.toMatchObject({
      code: 'MINT_UNAVAILABLE',
      retryAfterMs: 2_000,
    })
})

test('error: a payment without a Checkout session cannot be minted there', async () => {
  const { asked, minter } = await startLoyalteez(minted())
  const { sessionId: _, ...order } = ORDER
  await expect(minter.mint(order, 1)).rejects.toMatchObject({
    code: 'MINT_REFUSED',
    retryable: false,
    message: expect.stringContaining('pi_1'),
  })
  expect(asked).toEqual([])
})
