import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Alerting } from '../../src/activities/index.ts'
import { createActivities } from '../../src/activities/index.ts'
import { type AlertChannel, createAlerts } from '../../src/alerts/alerts.ts'
import type { Alert } from '../../src/domain/alert.ts'
import { createAlertJournal } from '../../src/inbox/alert-journal.ts'
import { type MailSink, startMailSink } from '../../src/stack/mail-sink.ts'
import { createAlerting } from '../../src/worker/alerting.ts'
import { ADDRESS } from '../support/histories.ts'
import { disputed, paid, paidInUnknownAsset } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { mailingTo } from './support/mailing.ts'
import { decision, eventually, openPark } from './support/observe.ts'

let harness: Harness
let alerting: Alerting
const told: Alert[] = []
const channel: AlertChannel = { name: 'webhook', tell: async (alert) => void told.push(alert) }

beforeAll(async () => {
  harness = await createHarness()
  const journal = createAlertJournal(harness.pool)
  alerting = {
    ...createAlerts({ journal, channels: [channel], told: () => undefined }),
    linkTo: (workflowId, runId) => `https://ui.example/${workflowId}/${runId ?? ''}`,
  }
  await harness.startWorker({ alerting })
})
afterAll(() => harness.teardown())

const toldOf = (part: string) => told.filter(({ text }) => text.includes(part))

test('operators are alerted once a park, with a link to it and no address; the next park is another', async () => {
  const event = paidInUnknownAsset()
  const handle = await harness.start(event)
  const first = await openPark(harness, handle)
  await eventually(async () => toldOf(first.parkId)[0], 'the alert')
  await handle.signal('decide', decision(first, { decision: 'retry' }))
  const second = await openPark(harness, handle, first)
  await eventually(async () => toldOf(second.parkId)[0], 'the second alert')
  await handle.signal('decide', decision(second, { decision: 'skip' }))
  await handle.result()
  expect(toldOf(handle.workflowId)).toHaveLength(2)
  const { firstExecutionRunId } = await handle.describe().then(({ raw }) => ({
    firstExecutionRunId: raw.workflowExecutionInfo?.firstRunId,
  }))
  expect(toldOf(first.parkId)).toEqual([
    expect.objectContaining({
      kind: 'parked',
      title: 'Parked: books:UNKNOWN_ASSET',
      link: `https://ui.example/${handle.workflowId}/${firstExecutionRunId}`,
    }),
  ])
  expect(JSON.stringify(told)).not.toMatch(ADDRESS)
})

test('a park said again by another attempt is no second alert; one that waits is raised again, once at a time', async () => {
  const activities = createActivities({ ...harness.deps, alerting })
  const park = {
    parkId: 'books-1-abcdef',
    workflowId: 'stripe:evt_alerted',
    runId: 'run',
    workflowType: 'fulfilPayment',
    step: 'books',
    code: 'UNKNOWN_ASSET',
    message: 'asset XYZ is not in the policy',
    since: '2026-11-22T10:00:00.000Z',
    decisions: ['retry'],
  } as const
  await activities.parkEvent({ park })
  await activities.parkEvent({ park })
  await activities.escalatePark(park)
  await activities.escalatePark(park)
  expect(toldOf(park.workflowId).map(({ kind, title }) => [kind, title])).toEqual([
    ['parked', 'Parked: books:UNKNOWN_ASSET'],
    ['still-parked', 'Still parked: books:UNKNOWN_ASSET, since 2026-11-22T10:00:00.000Z'],
  ])
  await activities.closePark(park)
  await harness.query(`update inbox.alert set told_at = now() - interval '1 day'`)
  await activities.escalatePark(park)
  expect(toldOf(park.workflowId)).toHaveLength(2)
})

test('a chargeback that is opened alerts operators, and the books wait for nobody to hear of it', async () => {
  const silent = { ...alerting, alert: () => new Promise<never>(() => undefined) }
  const event = paid()
  await (await harness.start(event)).result()
  const dispute = disputed({ paymentId: event.paymentId })
  await (await harness.start(dispute)).result()
  const [alert] = await eventually(async () => {
    const found = toldOf(dispute.disputeId)
    return found.length > 0 ? found : undefined
  }, 'the alert')
  expect(alert).toMatchObject({ kind: 'chargeback', text: expect.stringContaining(event.paymentId) })
  const { holdDisputed } = createActivities({ ...harness.deps, alerting: silent })
  const statement = {
    endpoint: 'stripe',
    eventKey: `${dispute.eventKey}-2`,
    account: 'shop',
    paymentId: event.paymentId,
    refs: [],
    at: '2026-11-22T10:00:00.000Z',
    fact: { type: 'dispute', disputeId: 'dp_2', status: 'opened', amount: '1', asset: 'USD' },
  } as const
  expect(await holdDisputed({ statement, finish: false })).toMatchObject({ paymentId: event.paymentId })
})

test('alerts go by mail to every address that is set, and lead to the page of the workflow', async () => {
  const sink: MailSink = await startMailSink()
  const { mailer } = mailingTo(sink.smtpUrl, harness)
  const noted: unknown[] = []
  const operators = createAlerting({
    config: {
      alerts: { mailTo: ['ops@tea.example', 'boss@tea.example'] },
      temporalUiUrl: 'https://ui.example',
    },
    pool: harness.pool,
    mailer,
    namespace: 'default',
    told: (...what) => noted.push(what),
  })
  const link = operators.linkTo('payment:shop:pi_1', 'run-1')
  expect(link).toBe(
    'https://ui.example/namespaces/default/workflows/payment%3Ashop%3Api_1/run-1/user-metadata',
  )
  expect(operators.linkTo('stripe:evt_1')).toBe(
    'https://ui.example/namespaces/default/workflows/stripe%3Aevt_1',
  )
  await operators.alert({
    kind: 'drift',
    key: 'drift:today',
    title: 'The books drift',
    text: 'shop USD 1',
    link,
  })
  expect(noted).toHaveLength(1)
  expect(new Set(sink.mails().flatMap(({ to }) => to))).toEqual(
    new Set(['ops@tea.example', 'boss@tea.example']),
  )
  expect(sink.mails()[0]).toMatchObject({
    subject: '[Quittance] The books drift',
    text: expect.stringContaining(link),
  })
  mailer.close()
  await sink.stop()
})
