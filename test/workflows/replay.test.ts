import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Worker } from '@temporalio/worker'
import { DeterminismViolationError } from '@temporalio/workflow'
import { expect, test } from 'vitest'
import { workflowBundlePath } from '../support/workflow-bundle.ts'
import { HISTORIES } from './support/keep-history.ts'

const names = readdirSync(HISTORIES).filter((name) => name.endsWith('.json'))

const history = (name: string): unknown => JSON.parse(readFileSync(`${HISTORIES}/${name}`, 'utf8'))

test('there are histories of every story, of parks and of outages', () => {
  const types = names.map(
    (name) => /"workflowType": \{\s*"name": "(\w+)"/.exec(readFileSync(`${HISTORIES}/${name}`, 'utf8'))?.[1],
  )
  const stories = ['creditDeposit', 'fulfilPayment', 'provisionCustomer', 'recordOutcome', 'refundPayment']
  expect([...new Set(types)]).toEqual(
    expect.arrayContaining([
      ...stories,
      'announce',
      'changeSubscription',
      'checkHealth',
      'subscription',
      'forgetOldBodies',
      'mintPayment',
      'mintPump',
      'settlePayment',
      'trackPending',
    ]),
  )
  expect(names).toEqual(expect.arrayContaining(['amended.json', 'credited-after-outage.json']))
})

test.each(names)('the workflows of today go the way of %s', async (name) => {
  const codePath = await workflowBundlePath()
  await Worker.runReplayHistory({ workflowBundle: { codePath } }, history(name), name)
})

test.each([
  ['another activity', 'amended.json', 'amendEvent', 'amendPayment'],
  ['a step by another name', 'credited.json', 'creditBalance', 'creditMoney'],
])('error: a change that histories cannot follow is caught: %s', async (_, name, from, to) => {
  const code = await readFile(await workflowBundlePath(), 'utf8')
  const [source = '', map = ''] = code.split('//# sourceMappingURL')
  expect(source).toContain(from)
  const changed = { code: `${source.replaceAll(from, to)}//# sourceMappingURL${map}` }
  await expect(Worker.runReplayHistory({ workflowBundle: changed }, history(name), name)).rejects.toThrow(
    DeterminismViolationError,
  )
})
