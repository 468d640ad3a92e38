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
  // A page of a long history is more than what gRPC takes by itself.
  const channelArgs = { 'grpc.max_receive_message_length': -1 }
  const connection = await Connection.connect({ address: run.temporalAddress, channelArgs })
  client = new Client({ connection })
})

afterAll(() => client?.connection.close())

function logLines(): string[] {
  const folder = join(run.runFolder, 'logs')
  return readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
}

test('no e-mail address and no raw body is in any workflow of the run', async () => {
  const either = new RegExp(`${ADDRESS.source}|${RAW_BODY.source}`)
  const { histories, found } = await findInHistories(client, either)
  expect(histories).toBeGreaterThan(20)
  expect(found).toEqual([])
})

test('no e-mail address and no raw body is in any log line of the run', () => {
  const lines = logLines()
  expect(lines.length).toBeGreaterThan(100)
  expect(lines.filter((line) => ADDRESS.test(line) || RAW_BODY.test(line))).toEqual([])
})

test('no fulfilment workflow of the run has failed or timed out', async () => {
  const types = [
    'fulfilPayment',
    'trackPending',
    'settlePayment',
    'mintPayment',
    'mintPump',
    'refundPayment',
    'creditDeposit',
    'recordOutcome',
    'provisionCustomer',
  ]
    .map((type) => `"${type}"`)
    .join(', ')
  const query = `WorkflowType IN (${types}) AND (ExecutionStatus = 'Failed' OR ExecutionStatus = 'TimedOut')`
  expect((await client.workflow.count(query)).count).toBe(0)
})
