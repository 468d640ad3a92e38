import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADDRESS, findInHistories } from '../support/histories.ts'

interface TestRun {
  readonly temporalAddress: string
  readonly runFolder: string
}

/** Keys that occur in providers' bodies and nowhere in our own words. */
const RAW_BODY = /customer_details|billing_details|pricing_type|"object":\s*"event"|hosted_url|payment_status/

let run: TestRun
let client: Client

beforeAll(async () => {
  const described = process.env.QUITTANCE_TEST_RUN
  if (described === undefined) throw new Error('run these with the integration tests: npm test')
  run = JSON.parse(described) as TestRun
  client = new Client({ connection: await Connection.connect({ address: run.temporalAddress }) })
})

afterAll(() => client?.connection.close())

function logLines(): string[] {
  const folder = join(run.runFolder, 'logs')
  return readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
}

test('no e-mail address is in any workflow of the run', async () => {
  const { histories, found } = await findInHistories(client, ADDRESS)
  expect(histories).toBeGreaterThan(20)
  expect(found).toEqual([])
})

test('no raw body is in any workflow of the run', async () => {
  expect((await findInHistories(client, RAW_BODY)).found).toEqual([])
})

test('no e-mail address and no raw body is in any log line of the run', () => {
  const lines = logLines()
  expect(lines.length).toBeGreaterThan(100)
  expect(lines.filter((line) => ADDRESS.test(line) || RAW_BODY.test(line))).toEqual([])
})

test('no fulfilment workflow of the run has failed or timed out', async () => {
  const types = ['fulfilPayment', 'refundPayment', 'creditDeposit', 'recordOutcome']
    .map((type) => `"${type}"`)
    .join(', ')
  const query = `WorkflowType IN (${types}) AND (ExecutionStatus = 'Failed' OR ExecutionStatus = 'TimedOut')`
  expect((await client.workflow.count(query)).count).toBe(0)
})
