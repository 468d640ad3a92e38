import type { Client, WorkflowHandle } from '@temporalio/client'

/** An e-mail address anybody could write to. */
// Bounded: without an end each character of a long text would be a start of its own, all the way.
export const ADDRESS = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z]{2,}/

/** Every text in a history, payloads decoded; `identity` names processes and hosts. */
const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => (name === 'identity' ? [] : texts(inner)))
}

/** The first text of a workflow's history that holds the pattern. */
export const findInHistory = async (
  handle: Pick<WorkflowHandle, 'fetchHistory'>,
  pattern: RegExp,
): Promise<string | undefined> => texts(await handle.fetchHistory()).find((text) => pattern.test(text))

/** A history each, side by side: reading them is waiting. */
const AT_ONCE = 16

/** Looks for a pattern in id, memo, search attributes and history of every workflow the server knows. */
export const findInHistories = async (
  client: Client,
  pattern: RegExp,
): Promise<{ histories: number; found: string[] }> => {
  const found: string[] = []
  let histories = 0
  const workflows = client.workflow.list()[Symbol.asyncIterator]()
  const lookOn = async (): Promise<void> => {
    for (let next = await workflows.next(); next.done !== true; next = await workflows.next()) {
      const { workflowId, runId, memo, searchAttributes } = next.value
      const bad =
        texts([workflowId, memo, searchAttributes]).find((text) => pattern.test(text)) ??
        (await findInHistory(client.workflow.getHandle(workflowId, runId), pattern))
      if (bad !== undefined) found.push(`${workflowId}: ${pattern.exec(bad)?.[0]}`)
      histories += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lookOn))
  return { histories, found }
}
