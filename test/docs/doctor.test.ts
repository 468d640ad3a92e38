import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHECKS } from '../../src/api/doctor/finding.ts'
import { lookFromHere } from '../../src/cli/doctor-from-here.ts'

test('going-live tells of every check of the doctor, in its order, and of no other', async () => {
  const [, section = ''] = readFileSync('docs/going-live.md', 'utf8').split('## The doctor\n')
  const told = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)
  const now = { began: 0, ended: 1 }
  const fromHere = await lookFromHere({ url: 'http://127.0.0.1', version: '0', at: 0 }, now)
  expect(told).toEqual([...fromHere.map(({ check }) => check), ...CHECKS])
})
