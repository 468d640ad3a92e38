import { randomUUID } from 'node:crypto'
import axe from 'axe-core'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PAGES } from '../../src/api/console/pages/index.ts'
import { APP_SECRET, type MerchantApp, startMerchantApp } from '../support/merchant-app.ts'
import { TEST_SECRETS } from '../support/service.ts'
import { paidSession, postStripe } from '../support/stripe-events.ts'
import { keepScreenshot } from './support/screenshots.ts'
import { startWholeService, type WholeService } from './support/whole-service.ts'

const KEY = TEST_SECRETS.OPERATOR_API_KEY
const PATIENCE = { timeout: 60_000, interval: 500 }

let app: MerchantApp
let service: WholeService

beforeAll(async () => {
  app = await startMerchantApp()
  service = await startWholeService({
    DELIVERY_URL: app.url,
    DELIVERY_SECRET: APP_SECRET,
    OUTBOUND_ALLOW: '127.0.0.1',
    ENDPOINT_SECRETS_KEY: 'ab'.repeat(32),
  })
})
afterAll(async () => {
  await service.stop()
  app.stop()
})

const unique = () => randomUUID().slice(0, 8)

const post = async (fields: { readonly userId: string; readonly cents: number }) => {
  const id = unique()
  const body = paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, ...fields })
  expect((await postStripe(service.apiUrl, body)).status).toBe(200)
  return { workflowId: `stripe:evt_${id}`, eventKey: `evt_${id}`, paymentId: `pi_${id}` }
}

const ask = async (path: string, body?: object): Promise<Record<string, unknown>> => {
  const response = await fetch(`${service.apiUrl}/v1${path}`, {
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  return (await response.json()) as Record<string, unknown>
}

/** Nineteen dollars and ninety-nine cents, and nobody says whose. */
const parked = async () => {
  const payment = await post({ userId: '', cents: 1999 })
  const open = async () =>
    ((await ask(`/parked?workflow=${payment.workflowId}`)).data as { readonly parkId: string }[])[0]
  await expect.poll(open, PATIENCE).toBeDefined()
  return { ...payment, parkId: (await open())?.parkId ?? '' }
}

const fulfilled = async () => {
  const payment = await post({ userId: `u${unique()}`, cents: 4200 })
  const stateOf = async () =>
    ((await ask(`/events?key=${payment.eventKey}`)).data as { readonly state: string }[])[0]?.state
  await expect.poll(stateOf, PATIENCE).toBe('fulfilled')
  return payment
}

const logIn = async (page: Page): Promise<void> => {
  await page.goto(`${service.apiUrl}/console/login`)
  await page.getByLabel('Operator key').fill(KEY)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
}

const newContext = (options: Parameters<WholeService['browser']['newContext']>[0]): Promise<BrowserContext> =>
  service.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })

/** An address of every page, with something on it. */
const everyPage = async (): Promise<Readonly<Record<string, string>>> => {
  const [waits, done] = [await parked(), await fulfilled()]
  await fetch(`${service.apiUrl}/webhooks/stripe`, { method: 'POST', body: '{}' })
  const [event] = (await ask(`/events?key=${done.eventKey}`)).data as { readonly id: string }[]
  const said = { actor: 'ada', reason: 'a new shop' }
  await ask('/endpoints', { provider: 'standard', slug: 'a-shop', account: 'shop', ...said })
  const lookedUp = { account: 'stripe', id: done.paymentId }
  return {
    '/': '',
    '/parked': '/parked',
    '/parked/:workflowId/:parkId': `/parked/${encodeURIComponent(waits.workflowId)}/${waits.parkId}`,
    '/events': '/events',
    '/events/:id': `/events/${event?.id}?raw=true`,
    '/events/:endpoint/:key': `/events/stripe/${waits.eventKey}`,
    '/payments': `/payments?${new URLSearchParams(lookedUp).toString()}`,
    '/payments/:account/:id': `/payments/stripe/${done.paymentId}`,
    '/payments/:account/:id/evidence': `/payments/stripe/${waits.paymentId}/evidence`,
    '/endpoints': '/endpoints',
    '/endpoints/:slug': '/endpoints/a-shop',
    '/deliveries': '/deliveries',
    '/quarantine': '/quarantine',
    '/dead-letters': '/dead-letters',
    '/refusals': '/refusals',
    '/drift': '/drift',
    '/look-up': '/look-up',
    '/owners': '/owners?owner=42',
    '/orders': `/orders?account=stripe&reference=${done.paymentId}`,
    '/subscriptions': '/subscriptions?account=stripe&id=none',
    '/audit': '/audit',
  }
}

/** What axe holds against a page. */
const faultsOf = async (page: Page): Promise<readonly string[]> => {
  // By the debugger, which the policy of the page does not bind.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
  return violations.map(
    ({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  )
}

test('every page passes axe, light and dark, fits a phone, and asks nobody else for anything', async () => {
  const pages = await everyPage()
  expect(Object.keys(pages).sort()).toEqual(PAGES.map(({ path }) => path).sort())
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await newContext({ colorScheme })
    const page = await context.newPage()
    const asked: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).origin))
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(`${service.apiUrl}/console/login`)
    expect(await faultsOf(page)).toEqual([])
    await logIn(page)
    for (const path of Object.values(pages)) {
      await page.goto(`${service.apiUrl}/console${path}`)
      expect(await faultsOf(page), `${colorScheme} ${path}`).toEqual([])
      await page.setViewportSize({ width: 360, height: 740 })
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect([path, width]).toEqual([path, 360])
      await page.setViewportSize({ width: 1280, height: 900 })
    }
    expect(new Set(asked)).toEqual(new Set([service.apiUrl]))
    // The subscription is none, on purpose.
    expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
    await context.close()
  }
})

/** Presses Tab until it has the focus, which can be seen. */
const tabTo = async (page: Page, target: Locator): Promise<void> => {
  for (let presses = 0; presses < 100; presses++) {
    if ((await target.and(page.locator(':focus-visible')).count()) === 1) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${target.toString()}`)
}

test('with the keyboard alone an operator logs in, finds what is parked, decides, and the money moves', async () => {
  const { workflowId, paymentId, parkId } = await parked()
  const owner = `u${unique()}`
  const context = await newContext({ colorScheme: 'light' })
  const page = await context.newPage()
  await page.goto(`${service.apiUrl}/console`)
  await page.locator('input[type=password]:focus').waitFor()
  await page.keyboard.type(KEY)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await keepScreenshot(page, 'console-overview')

  await page.keyboard.press('Tab')
  expect(await page.locator(':focus').textContent()).toBe('Skip to content')
  await tabTo(page, page.getByRole('link', { name: 'Parked', exact: true }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Parked', exact: true }).waitFor()
  await tabTo(page, page.getByRole('link', { name: `Decide on ${parkId} of ${workflowId}` }))
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: 'Decide', exact: true }).waitFor()
  await tabTo(page, page.getByRole('radio', { name: /^retry/ }))
  await page.keyboard.press('ArrowDown')
  expect(await page.getByRole('radio', { name: /^amend/ }).isChecked()).toBe(true)
  await tabTo(page, page.getByLabel('Owner'))
  await page.keyboard.type(owner)
  await tabTo(page, page.getByLabel('Reason'))
  await page.keyboard.type('the customer wrote in')
  await keepScreenshot(page, 'console-decide')
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: `Payment ${paymentId}` }).waitFor()
  expect(await page.getByRole('status').textContent()).toContain('Taken')
  const shown = async () => {
    await page.reload()
    return await page.locator('.facts').first().textContent()
  }
  await expect.poll(shown, PATIENCE).toContain(`user:${owner}`)
  expect(await ask(`/balances/${owner}`)).toMatchObject({ balances: [{ asset: 'USD', available: '1999' }] })
  await context.close()
})

test('a link in a chat leads whoever is logged in to its page, not to the login', async () => {
  const context = await newContext({})
  const page = await context.newPage()
  await logIn(page)
  await page.goto('about:blank')
  await page.setContent(`<a href="${service.apiUrl}/console/parked">parked</a>`)
  await page.getByRole('link').click()
  await page.getByRole('heading', { name: 'Parked' }).waitFor()
  await context.close()
})

test('from a payment to its workflow in the Temporal UI, and back', async () => {
  const { workflowId, paymentId } = await parked()
  const context = await newContext({})
  const page = await context.newPage()
  await logIn(page)
  await page.goto(`${service.apiUrl}/console/payments/stripe/${paymentId}`)
  await page.getByRole('link', { name: /^Decide/ }).click()
  await page.getByRole('link', { name: workflowId, exact: true }).click()
  await page.getByTestId('workflow-id-heading').waitFor({ timeout: PATIENCE.timeout })
  expect(page.url()).toContain(
    `${service.temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`,
  )
  await context.close()
})
