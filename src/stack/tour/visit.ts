import { randomUUID } from 'node:crypto'
import { waitUntil } from '../wait-until.ts'
import { changesOf } from './changes.ts'
import { answerOf, type Guide, type Sent } from './guide.ts'
import type { Operator } from './operator.ts'
import type { Stop } from './stops.ts'
import { joined, type Row } from './table.ts'
import { WITHIN } from './within.ts'

/** Sends one webhook, and waits for what must become of it. */
export async function visit({ operator, send }: Guide, stop: Stop): Promise<Row> {
  const { provider, type } = stop.send
  const before = await operator.balances(stop.owner)
  const sent = await send(stop.send)
  const parked = stop.parks === undefined ? '' : await decide(operator, sent.workflowId ?? '', stop.parks)
  await operator.waitForState(provider, sent.workflowId, 'fulfilled')
  const changes = changesOf(before, await operator.balances(stop.owner))
  return {
    event: `${provider} ${type}`,
    answer: answerOf(sent),
    workflow: sent.workflowId ?? '–',
    changed: joined(parked, ...(changes.length === 0 ? ['nothing'] : changes), await orderOf(operator, stop)),
    ok: sent.status === 200 && isAsExpected(stop, sent, changes),
  }
}

function isAsExpected({ again, onlyTold }: Stop, { duplicate }: Sent, changes: readonly string[]): boolean {
  if (again) return duplicate === true && changes.length === 0
  return duplicate === false && changes.length > 0 === (onlyTold !== true)
}

async function orderOf(operator: Operator, { send, order }: Stop): Promise<string> {
  return order === undefined ? '' : `order ${await operator.orderStatus(send.provider, order)}`
}

/** Finds the parked step as an operator would, and sends the decision. */
async function decide(
  operator: Operator,
  workflowId: string,
  { code, decision }: NonNullable<Stop['parks']>,
): Promise<string> {
  const park = await waitUntil(() => operator.parkOf(workflowId), {
    what: `${workflowId} to park`,
    ...WITHIN,
  })
  if (!park.reason.startsWith(code))
    throw new Error(`${workflowId} parked for another reason: ${park.reason}`)
  const { parkId } = park
  await operator.decide(workflowId, { decisionId: randomUUID(), parkId, actor: 'demo', ...decision })
  return `parked ${code}, then ${decision.decision}`
}
