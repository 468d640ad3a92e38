import { expect, test } from 'vitest'
import type { Park } from '../../src/inbox/inbox.ts'
import { consoleLinkOf } from '../../src/worker/console-link.ts'

const CONSOLE = 'https://pay.example.com/console'
const linkOf = (fields: Partial<Park>) => consoleLinkOf(CONSOLE)({ ...PARK, ...fields })

const PARK: Park = {
  parkId: 'books-1-abc123',
  workflowId: 'stripe:evt_1',
  runId: 'run',
  workflowType: 'fulfilPayment',
  step: 'books',
  code: 'OWNER_UNKNOWN',
  message: 'nobody is named',
  since: '2026-11-22T10:00:00.000Z',
  decisions: ['retry'],
}

test('parked work leads to its payment in the console, else to its event, else to the console', () => {
  const event = { endpoint: 'stripe', eventKey: 'evt_1' }
  expect(linkOf({ ...event, account: 'shop', paymentId: 'pi_1' })).toBe(`${CONSOLE}/payments/shop/pi_1`)
  expect(linkOf(event)).toBe(`${CONSOLE}/events/stripe/evt_1`)
  expect(linkOf({})).toBe(CONSOLE)
})

test('nothing in an id leads elsewhere, or makes the page of the workflow too long to be shown', () => {
  const hostile = '../../x?y#z>) [a](https://evil.example)'
  const link = linkOf({ account: 'shop', paymentId: hostile })
  expect(link.slice(CONSOLE.length)).toMatch(/^\/payments\/shop\/[^/?#<>\s]+$/)
  expect(new URL(link).host).toBe('pay.example.com')
  expect(linkOf({ account: 'shop', paymentId: '%'.repeat(200) })).toBe(CONSOLE)
})
