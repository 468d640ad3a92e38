import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseAbi } from 'viem'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { paidSession, postStripe } from '../support/stripe-events.ts'
import { newWallet, pumpIdOf } from '../workflows/support/minting.ts'
import { advised } from './support/runbook.ts'
import { useShop } from './support/shop.ts'

// Eight faults in one running shop. Whoever repairs them has the alerts, the command line, the Temporal UI's own question and
// the runbook, and nothing of the code.

const ETHER = 10n ** 18n
const SOON = { timeout: 50_000, interval: 250 }
const TOKEN = parseAbi(['function balanceOf(address) view returns (uint256)'])

const shop = useShop({ endpoints: { rach: { ordersMustExist: true } } })
const quittance = (...argv: string[]): Promise<string> => shop().quittance(...argv)

/** A sale, by Stripe's own signature. */
const sell = async (fields: Partial<Parameters<typeof paidSession>[0]> = {}) => {
  const id = randomBytes(5).toString('hex')
  const sale = { eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: `u${id}`, cents: 1_000, ...fields }
  expect((await postStripe(shop().apiUrl(), paidSession(sale))).status).toBe(200)
  return { ...sale, owner: `user:${sale.userId}` }
}

const park = z.object({
  workflowId: z.string(),
  parkId: z.string(),
  step: z.string(),
  reason: z.string(),
  paymentId: z.string().nullable(),
})
const parked = async () => {
  const { data } = z.object({ data: z.array(park) }).parse(JSON.parse(await quittance('parked', '--json')))
  return data.map((row) => ({ ...row, code: /^[A-Z_]+/.exec(row.reason)?.[0] ?? '' }))
}

/** Finds the park of this payment, or of this workflow, as the operator is led to it: by an alert, then by the list. */
const found = async (about: string, code: string) => {
  const isIt = (row: z.infer<typeof park>) => row.paymentId === about || row.workflowId === about
  await expect.poll(async () => (await parked()).find(isIt), SOON).toMatchObject({ code })
  const it = (await parked()).find(isIt) ?? expect.fail('it is parked no more')
  await expect.poll(() => shop().chat.calls.some(({ body }) => body.includes(code)), SOON).toBe(true)
  return { ...it, blocked: `${it.step}:${code}` }
}

/** Sends what the runbook says: its decision of that name, with values for the fields it names. */
const send = async (
  { workflowId, parkId, blocked }: Awaited<ReturnType<typeof found>>,
  decision: string,
  values: Readonly<Record<string, string>> = {},
): Promise<void> => {
  expect(advised(blocked)).toContainEqual({ decision, patch: Object.keys(values) })
  const patch = Object.keys(values).length === 0 ? [] : ['--patch', JSON.stringify(values)]
  await quittance('decide', workflowId, parkId, decision, ...patch, '--reason', 'as the runbook says')
}

const stateOf = async (endpoint: string, key: string): Promise<string> =>
  z.object({ state: z.string() }).parse(JSON.parse(await quittance('show', endpoint, key, '--json'))).state

const becomesFulfilled = (endpoint: string, key: string) =>
  expect.poll(() => stateOf(endpoint, key), SOON).toBe('fulfilled')

const balanceOf = async (owner: string): Promise<string> => {
  const [, ...rows] = (await quittance('balances', owner)).split('\n')
  return rows.map((row) => row.split(/ +/).slice(0, 2).join(' ')).join(', ')
}

const tokensOf = (wallet: `0x${string}`): Promise<bigint> =>
  shop().on.control.readContract({
    address: shop().on.contract,
    abi: TOKEN,
    functionName: 'balanceOf',
    args: [wallet],
  })

/** What *Pending Activities* of the Temporal UI shows. */
const pendingOf = async (workflowId: string): Promise<string> => {
  const { raw } = await shop().temporal.workflow.getHandle(workflowId).describe()
  return (raw.pendingActivities ?? []).map(({ lastFailure }) => JSON.stringify(lastFailure)).join('\n')
}

test('wrong wallet: parked before anything is minted; amended, the tokens go to the right one', async () => {
  const { eventId, paymentIntent } = await sell({ wallet: '0x1234' })
  const wallet = newWallet()
  await send(await found(paymentIntent, 'INVALID_WALLET'), 'amend', { wallet })
  await becomesFulfilled('stripe', eventId)
  expect(await tokensOf(wallet)).toBe(10_000n * ETHER)
})

test('missing order: registered, and tried again, it is paid', async () => {
  const [order, payment] = [`order-${randomBytes(4).toString('hex')}`, `rs_${randomBytes(4).toString('hex')}`]
  const words = [
    '--order',
    order,
    '--payment',
    payment,
    '--amount',
    '12.50',
    '--currency',
    'USD',
    '--user',
    payment,
  ]
  await quittance('send', 'rach', 'payment.confirmed', ...words)
  const it = await found(payment, 'ORDER_NOT_FOUND')
  await quittance('orders', 'register', 'rach', order, '--amount', '1250', '--asset', 'USD')
  await send(it, 'retry')
  await expect.poll(() => quittance('orders', 'show', 'rach', order), SOON).toMatch(/ paid .*12\.50 USD/)
  expect(await balanceOf(`user:${payment}`)).toBe('USD 12.50')
})

test('unknown currency: added to the policy, and tried again after a restart, it is credited', async () => {
  const payment = `p${randomBytes(4).toString('hex')}`
  const words = ['--payment', payment, '--amount', '7.25', '--currency', 'XTS', '--user', payment]
  await quittance('send', 'standard', 'payment.succeeded', ...words)
  const it = await found(payment, 'UNKNOWN_ASSET')
  const policy = JSON.parse(readFileSync(shop().policyFile, 'utf8')) as object
  writeFileSync(shop().policyFile, JSON.stringify({ ...policy, assets: { XTS: { scale: 2 } } }))
  await shop().restart()
  await send(it, 'retry')
  await expect.poll(() => balanceOf(`user:${payment}`), SOON).toBe('XTS 7.25')
})

test('RPC down: the mint waits, the Temporal UI says for what, and it goes on by itself', async () => {
  shop().nodes.cut()
  const wallet = newWallet()
  const { eventId } = await sell({ wallet })
  await expect.poll(() => quittance('events', '--state', 'received'), SOON).toContain(eventId)
  const pump = pumpIdOf(shop().on)
  await expect.poll(() => pendingOf(pump), SOON).toContain('CHAIN_UNAVAILABLE')
  shop().nodes.mend()
  await becomesFulfilled('stripe', eventId)
  expect(await tokensOf(wallet)).toBe(10_000n * ETHER)
})

test('SMTP down: what was paid is there all the same, and the mail comes when the server does', async () => {
  shop().smtp.cut()
  const email = `ann.${randomBytes(4).toString('hex')}@example.com`
  const { eventId, owner } = await sell({ email })
  await becomesFulfilled('stripe', eventId)
  expect(await balanceOf(owner)).toBe('USD 10.00')
  const isMail = ({ to }: { to: readonly string[] }) => to.includes(email)
  expect(shop().mails.mails().some(isMail)).toBe(false)
  await expect.poll(() => pendingOf(`stripe:${eventId}`), SOON).toContain('MAIL_FAILED')
  shop().smtp.mend()
  await expect.poll(() => shop().mails.mails().filter(isMail).length, SOON).toBeGreaterThan(0)
})

test('conflicting event: nothing of it is applied; compared with the other and skipped, it ends', async () => {
  const { paymentIntent, owner, userId } = await sell()
  await expect.poll(() => balanceOf(owner), SOON).toBe('USD 10.00')
  const { eventId: other } = await sell({ paymentIntent, userId, cents: 9_900 })
  const it = await found(paymentIntent, 'EFFECT_CONFLICT')
  expect(await quittance('events', '--payment', paymentIntent)).toContain(other)
  expect(await quittance('show', 'stripe', other)).toContain('9900')
  await send(it, 'skip')
  await becomesFulfilled('stripe', other)
  expect(await balanceOf(owner)).toBe('USD 10.00')
})

test('exhausted signer: its pump parks; given gas and told to try again, it mints all that waited, once', async () => {
  const { control, minter } = shop().on
  const balance = await control.getBalance({ address: minter.address })
  await control.setBalance({ address: minter.address, value: 1n })
  const wallet = newWallet()
  const { eventId } = await sell({ wallet })
  const pump = pumpIdOf(shop().on)
  const it = await found(pump, 'SIGNER_UNFUNDED')
  await control.setBalance({ address: minter.address, value: balance })
  await send(it, 'retry')
  await becomesFulfilled('stripe', eventId)
  expect(await tokensOf(wallet)).toBe(10_000n * ETHER)
})

test('merchant endpoint dead: called again and told what it missed, the order goes on', async () => {
  shop().app.reply = { status: 410 }
  const { eventId, paymentIntent, owner } = await sell()
  const it = await found(paymentIntent, 'DELIVERY_REFUSED')
  expect(await balanceOf(owner)).toBe('USD 10.00')
  expect(await quittance('deliveries', 'list', '--payment', paymentIntent)).toMatch(/order\.paid|failed/)
  shop().app.reply = { status: 200 }
  await quittance('deliveries', 'enable')
  expect(await quittance('deliveries', 'test')).toContain('delivered: 200')
  await send(it, 'retry')
  await becomesFulfilled('stripe', eventId)
  const told = shop()
    .app.calls.filter(({ body }) => body.includes(paymentIntent))
    .map(({ id }) => id)
  expect(new Set(told.slice(1)).size).toBe(1)
})

test('nothing is left: nothing parked, nothing unfinished, no drift', async () => {
  await expect.poll(parked, SOON).toEqual([])
  await expect.poll(() => quittance('events', '--state', 'received'), SOON).not.toContain('evt_')
  await expect.poll(() => quittance('drift', '--now'), SOON).toMatch(/^0 differences$/m)
})
