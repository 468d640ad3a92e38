import { expect, test } from 'vitest'
import type { Difference } from '../../src/domain/reconciliation.ts'
import { driftAlert } from '../../src/worker/reconcile/drift-alert.ts'

const missing: Difference = {
  kind: 'event-missing',
  endpoint: 'stripe',
  eventKey: 'evt_1',
  command: 'quittance catch-up',
}
const other: Difference = { ...missing, eventKey: 'evt_2' }
const alertOf = (...differences: Difference[]) =>
  driftAlert({ differences, differenceCount: differences.length })

test('operators hear of the same differences once a day, and of others at once', () => {
  expect(alertOf(missing).key).toBe(alertOf({ ...missing }).key)
  expect(alertOf(missing, other).key).not.toBe(alertOf(missing).key)
  expect(alertOf(missing).againAfterMs).toBe(86_400_000)
})

test('the alert says how many there are, of which kind, and where to look', () => {
  const { title, text } = alertOf(missing, other)
  expect(title).toContain('2')
  expect(text).toBe('event-missing. Look: quittance drift')
})
