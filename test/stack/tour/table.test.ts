import { expect, test } from 'vitest'
import { PAYLOADS } from '../../../src/cli/payloads/index.ts'
import { partsOfTour } from '../../../src/stack/tour/stops.ts'
import { joined, table } from '../../../src/stack/tour/table.ts'

const row = {
  event: 'rach payment.confirmed',
  answer: '200',
  workflow: 'rach:payment.confirmed-chk_sess_1a2b3c',
  changed: 'nothing',
  ok: true,
}

test('the demo visits every provider that the simulator knows, and no two parts of it the same owner', () => {
  const parts = partsOfTour('1a2b3c')
  const visited = parts.flat().map(({ send }) => send.provider)
  expect(new Set(visited)).toEqual(new Set(PAYLOADS.keys()))
  const owners = parts.map((stops) => new Set(stops.map(({ owner }) => owner)))
  expect(owners.map(({ size }) => size)).toEqual(owners.map(() => 1))
  expect(new Set(owners.flatMap((owner) => [...owner])).size).toBe(parts.length)
})

test('the table marks what went wrong, and shows both ends of a long id', () => {
  const wrong = { ...row, workflow: 'stripe:evt_1', ok: false }
  expect(table([row, wrong])).toEqual([
    '  event                   answer  workflow                      what changed',
    '  ──────────────────────  ──────  ────────────────────────────  ────────────',
    '✓ rach payment.confirmed  200     rach:payment.c…k_sess_1a2b3c  nothing',
    '✗ rach payment.confirmed  200     stripe:evt_1                  nothing',
  ])
})

test('parts of a cell that say nothing leave no separator', () => {
  expect(joined('', '+1.00 USD available', '', 'order paid')).toBe('+1.00 USD available · order paid')
})
