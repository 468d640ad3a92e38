import { randomUUID } from 'node:crypto'
import { buildDelivery } from '../cli/delivery.ts'
import { formatMinor } from '../domain/money.ts'
import type { Quittance } from './quittance.ts'
import { type Balance, type Operator, operatorOf } from './tour-operator.ts'
import { type TourStop, tourStops } from './tour-stops.ts'
import { shownInTemporal } from './tour-temporal.ts'
import { waitUntil } from './wait-until.ts'

interface Row {
  readonly event: string
  readonly answer: string
  readonly workflow: string
  readonly changed: string
  readonly ok: boolean
}

interface Answer {
  readonly duplicate?: boolean
  readonly workflowId?: string
}

const WITHIN = { timeoutMs: 30_000, everyMs: 50 }

/** Sends real signed webhooks to the running service and prints what became of each. False when one did not do as it must. */
export async function tour(quittance: Quittance, print: (line: string) => void): Promise<boolean> {
  const operator = operatorOf(quittance)
  const rows: Row[] = []
  for (const stop of tourStops()) rows.push(await visit(quittance, operator, stop))
  print('')
  for (const line of table(rows)) print(line)
  const temporal = await shownInTemporal(
    quittance,
    rows.map(({ workflow }) => workflow),
  )
  print('')
  for (const line of temporal.lines) print(line)
  return temporal.ok && rows.every(({ ok }) => ok)
}

async function visit(quittance: Quittance, operator: Operator, stop: TourStop): Promise<Row> {
  const before = await operator.balances(stop.owner)
  const { provider } = stop.send
  const secret = quittance.env[`${provider.toUpperCase()}_WEBHOOK_SECRET`]?.split(',')[0] ?? ''
  const delivery = buildDelivery({ ...stop.send, secret })
  const sent = await fetch(`${quittance.apiUrl}${delivery.path}`, {
    method: 'POST',
    headers: delivery.headers,
    body: delivery.body,
  })
  const answer = (await sent.json()) as Answer
  const { workflowId } = answer
  const parked = stop.parks === undefined ? '' : await decide(operator, workflowId ?? '', stop.parks)
  const state = await operator.waitForState(provider, workflowId, stop.becomes, WITHIN)
  const after = await operator.balances(stop.owner)
  const order = stop.order === undefined ? undefined : await operator.orderStatus(provider, stop.order)
  const changes = changesOf(before, after)
  const asExpected =
    stop.again === undefined ? answer.duplicate === false : answer.duplicate === true && changes.length === 0
  return {
    event: `${provider} ${stop.send.type}`,
    answer: `${sent.status}${answer.duplicate ? ' duplicate' : ''}`,
    workflow: workflowId ?? `– (${state})`,
    changed: [
      parked,
      ...(changes.length === 0 ? ['nothing'] : changes),
      order === undefined ? '' : `order ${order}`,
    ]
      .filter((part) => part !== '')
      .join(' · '),
    ok: sent.status === 200 && state === stop.becomes && asExpected,
  }
}

/** Finds the parked step as an operator would, and sends the decision. */
async function decide(
  operator: Operator,
  workflowId: string,
  parks: NonNullable<TourStop['parks']>,
): Promise<string> {
  const park = await waitUntil(() => operator.parkOf(workflowId), {
    what: `${workflowId} to park`,
    ...WITHIN,
  })
  if (!park.reason.startsWith(parks.code))
    throw new Error(`${workflowId} parked for another reason: ${park.reason}`)
  await operator.decide(workflowId, {
    decisionId: randomUUID(),
    parkId: park.parkId,
    actor: 'demo',
    ...parks.decision,
  })
  return `parked ${parks.code}, then ${parks.decision.decision}`
}

function changesOf(before: readonly Balance[], after: readonly Balance[]): string[] {
  return after.flatMap((now) => {
    const then = before.find(({ asset }) => asset === now.asset)
    return (['available', 'pending', 'held'] as const).flatMap((kind) => {
      const difference = BigInt(now[kind]) - BigInt(then?.[kind] ?? '0')
      if (difference === 0n) return []
      return [
        `${difference > 0n ? '+' : ''}${shortened(formatMinor(difference, now.scale))} ${now.asset} ${kind}`,
      ]
    })
  })
}

/** Without the zeros of eighteen places; two are left. */
function shortened(amount: string): string {
  return amount.replace(/(\.\d\d\d*?)0+$/, '$1')
}

function table(rows: readonly Row[]): string[] {
  const columns = ['event', 'answer', 'workflow', 'changed'] as const
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => row[column].length)))
  const line = (cells: readonly string[], mark: string) =>
    `${mark} ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  ')}`.trimEnd()
  return [
    line(['event', 'answer', 'workflow', 'what changed'], ' '),
    line(
      widths.map((width) => '─'.repeat(width)),
      ' ',
    ),
    ...rows.map((row) =>
      line(
        columns.map((column) => row[column]),
        row.ok ? '✓' : '✗',
      ),
    ),
  ]
}
