import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TEST_SECRETS } from '../support/service.ts'
import { paidSession, postStripe } from '../support/stripe-events.ts'
import { keepScreenshot } from './support/screenshots.ts'
import { temporalUi } from './support/temporal-ui.ts'
import { startWholeService, type WholeService } from './support/whole-service.ts'

const CONSOLE = 'http://127.0.0.1:3000/console'

let service: WholeService

beforeAll(async () => {
  service = await startWholeService({ CONSOLE_URL: CONSOLE })
})
afterAll(() => service.stop())

const newPage = async (): Promise<Page> =>
  await service.browser.newPage({ viewport: { width: 1440, height: 1000 }, colorScheme: 'light' })

const ask = async (path: string): Promise<unknown> => {
  const headers = { authorization: `Bearer ${TEST_SECRETS.OPERATOR_API_KEY}` }
  return await (await fetch(`${service.apiUrl}/v1${path}`, { headers })).json()
}

/** Nineteen dollars and ninety-nine cents, and nobody says whose. */
const paidByNobody = async () => {
  const id = randomUUID().slice(0, 8)
  const session = { eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: '', cents: 1999 }
  expect((await postStripe(service.apiUrl, paidSession(session))).status).toBe(200)
  return { workflowId: `stripe:evt_${id}`, paymentId: `pi_${id}` }
}

test('an operator finds a parked payment in the Temporal UI, reads what is wrong, sends the signal, and the money moves', async () => {
  const { workflowId, paymentId } = await paidByNobody()
  const page = await newPage()
  const ui = temporalUi(page, service.temporalUiUrl)

  const row = await ui.find('FulfilmentState="parked"', workflowId)
  await keepScreenshot(page, 'walk-1-parked')
  await ui.open(row, workflowId)
  await page
    .getByText(/PARKED at books: OWNER_UNKNOWN/)
    .first()
    .waitFor()
  await keepScreenshot(page, 'walk-2-timeline')

  const details = await ui.details()
  expect(await details.textContent()).toMatch(/Parked at books since .*: OWNER_UNKNOWN/)
  const link = details.getByRole('link', { name: 'Console' })
  expect(await link.getAttribute('href')).toBe(`${CONSOLE}/payments/stripe/${paymentId}`)
  const shown: unknown = JSON.parse((await details.locator('pre code').textContent()) ?? '')
  expect(shown).toMatchObject({ parkId: expect.stringMatching(/^books-1-/), decision: 'retry' })
  await keepScreenshot(page, 'walk-3-details')

  const owner = `u${randomUUID().slice(0, 8)}`
  const answer = { decision: 'amend', patch: { owner }, actor: 'anna', reason: 'the customer wrote in' }
  await ui.writeSignal('decide', JSON.stringify({ ...(shown as object), ...answer }, null, 2))
  await keepScreenshot(page, 'walk-4-signal')
  await ui.submit()

  await ui.becomes('Completed')
  await keepScreenshot(page, 'walk-5-completed')
  expect(await ask(`/balances/${owner}`)).toMatchObject({
    owner: `user:${owner}`,
    balances: [{ asset: 'USD', available: '1999' }],
  })
  await page.close()
})

test('every view of the documents opens, and shows an event it is about', async () => {
  const { workflowId } = await paidByNobody()
  const document = readFileSync(new URL('../../docs/temporal-ui.md', import.meta.url), 'utf8')
  const links = [...document.matchAll(/\[open\]\((\S+)\)/g)].map(([, link = '']) => new URL(link))
  expect(links.length).toBeGreaterThan(5)
  const page = await newPage()
  const ui = temporalUi(page, service.temporalUiUrl)
  for (const { searchParams } of links) await ui.count(searchParams.get('query') ?? '')
  await ui.find('BlockedStep="books:OWNER_UNKNOWN"', workflowId)
  await page.close()
})
