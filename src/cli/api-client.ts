import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { z } from 'zod'
import { cliEnvironment, serviceUrl } from './environment.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { unreachable } from './send.ts'

interface ApiAnswer {
  readonly status: number
  readonly body: unknown
}

export type AskApi = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => Promise<ApiAnswer>

const problem = z.object({ detail: z.string() })

/** An answer that got lost is asked for again so often; a change is not made again for that. */
const TRIES = 3
const PAUSE_MS = 1_000

/** Asks the operator API; whatever it refuses ends the command with its own words. */
export function apiClient(io: Io, option: string | undefined): AskApi {
  const env = cliEnvironment(io)
  const url = serviceUrl(env, option)
  const key = env.OPERATOR_API_KEY
  if (key === undefined) throw new CliError('set OPERATOR_API_KEY to the key of the service', EXIT.usage)
  return async (method, path, body) => {
    const response = await ask(io, url, `/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(method === 'GET' ? {} : changeHeaders()),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = { status: response.status, body: parsed(await response.text()) }
    if (response.ok) return answer
    const { detail = 'no reason given' } = problem.safeParse(answer.body).data ?? {}
    throw new CliError(`${response.status}: ${detail}`, EXIT.refused)
  }
}

/** Who asks, for the audit; and a key of its own for each change, so that trying again does not make it twice. */
function changeHeaders(): Record<string, string> {
  return {
    'idempotency-key': `"${randomUUID()}"`,
    'quittance-actor': encodeURIComponent(userInfo().username),
  }
}

async function ask(io: Io, url: string, path: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(url + path, { ...init, signal: AbortSignal.timeout(30_000) })
    } catch (error) {
      if (tries < TRIES && isLost(error)) await io.sleep(PAUSE_MS)
      else throw new CliError(unreachable(url, messageOf(error)), EXIT.unreachable, error)
    }
  }
}

/** The connection ended before the answer came: what was asked may be done. Nobody there, or too slow, is no such thing. */
function isLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' || code === 'EPIPE'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
