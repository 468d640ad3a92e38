import { Client, Connection } from '@temporalio/client'
import type { Quittance } from '../quittance.ts'
import { waitUntil } from '../wait-until.ts'

/** What an operator sees of the tour in the Temporal UI: that it answers, and the workflows by business name and search attributes. */
export async function shownInTemporal(
  { temporalAddress, uiUrl, env }: Quittance,
  workflows: readonly string[],
): Promise<{ lines: readonly string[]; ok: boolean }> {
  const connection = await Connection.connect({ address: temporalAddress })
  try {
    const client = new Client({ connection, namespace: env.TEMPORAL_NAMESPACE || 'default' })
    const wanted = [...new Set(workflows.filter((workflow) => workflow.includes(':')))]
    const types = await waitUntil(() => typesOf(client, wanted), {
      what: 'the list of workflows',
      timeoutMs: 20_000,
    })
    const ui = uiUrl === undefined ? undefined : (await fetch(uiUrl)).status
    return {
      lines: [
        `  Temporal shows ${wanted.length} workflows by FulfilmentState = "done": ${types.join(', ')}`,
        ...(ui === undefined ? [] : [`  Its UI answers ${ui} at ${uiUrl}`]),
      ],
      ok: ui === undefined || ui === 200,
    }
  } finally {
    await connection.close()
  }
}

/** Business names of these workflows. @throws Error until the list, which runs behind, shows them all */
async function typesOf(client: Client, wanted: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>()
  const ids = wanted.map((id) => `"${id}"`).join(', ')
  const done = `WorkflowId IN (${ids}) AND (FulfilmentState = "done" OR ExecutionStatus = "Completed")`
  for await (const { workflowId, type } of client.workflow.list({ query: done })) found.set(workflowId, type)
  if (found.size < wanted.length)
    throw new Error(`only ${found.size} of ${wanted.length} workflows are listed`)
  return [...new Set(found.values())].sort()
}
