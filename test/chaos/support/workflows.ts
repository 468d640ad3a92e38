import { Client, Connection } from '@temporalio/client'

const BROKEN = ['Failed', 'Terminated', 'TimedOut']
  .map((status) => `ExecutionStatus = '${status}'`)
  .join(' OR ')

/** Asks Temporal something; it may just have been killed, then the next question is asked anew. */
const ask = async <T>(address: string, question: (client: Client) => Promise<T>): Promise<T> => {
  const connection = await Connection.connect({ address })
  try {
    return await question(new Client({ connection }))
  } finally {
    await connection.close()
  }
}

export const listBroken = (address: string): Promise<readonly string[]> =>
  ask(address, async (client) => {
    const broken: string[] = []
    for await (const { workflowId, status } of client.workflow.list({ query: BROKEN }))
      broken.push(`${workflowId} ${status.name}`)
    return broken
  })

const SHOWN = 12

/** What workflows that run are waiting for, for people: their activities, and why those failed. */
export const describeRunning = (address: string): Promise<readonly string[]> =>
  ask(address, async (client) => {
    const lines: string[] = []
    for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
      if (lines.length >= SHOWN) break
      const { raw } = await client.workflow.getHandle(workflowId).describe()
      const waits = (raw.pendingActivities ?? []).map(
        ({ activityType, attempt, lastFailure }) =>
          `${activityType?.name} attempt ${attempt}: ${lastFailure?.message ?? 'no failure'}`,
      )
      lines.push(`${workflowId} waits for ${waits.join('; ') || 'no activity'}`)
    }
    return lines
  })
