import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { apiClient } from './api-client.ts'
import { CliError, EXIT, type Io } from './io.ts'

export interface DecideOptions {
  readonly url?: string
  readonly json?: boolean
  readonly reason: string
  readonly actor?: string
  readonly patch?: string
  readonly decisionId?: string
}

export interface Choice {
  readonly workflowId: string
  readonly parkId: string
  readonly decision: string
}

/** Sends a decision, under one id however often it is sent, and says what the workflow made of it. */
export async function decide(io: Io, choice: Choice, options: DecideOptions): Promise<void> {
  const decisionId = options.decisionId ?? randomUUID()
  const { workflowId, parkId, decision } = choice
  const ask = apiClient(io, options.url)
  io.note(`decision ${decisionId}`)
  const { status, body } = await ask('POST', `/workflows/${encodeURIComponent(workflowId)}/decisions`, {
    decisionId,
    parkId,
    decision,
    actor: options.actor ?? userInfo().username,
    reason: options.reason,
    ...(options.patch === undefined ? {} : { patch: patchOf(options.patch) }),
  })
  if (options.json) return io.print(JSON.stringify(body))
  io.print(
    status === 202
      ? `pending: no worker has taken it yet; it will be taken once, also if you send it again with --decision-id ${decisionId}`
      : 'accepted',
  )
}

function patchOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CliError('--patch must be JSON, such as {"owner":"user:42"}', EXIT.usage, cause)
  }
}
