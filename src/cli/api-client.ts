import { z } from 'zod'
import { cliEnvironment, serviceUrl } from './environment.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { unreachable } from './send.ts'

interface ApiAnswer {
  readonly status: number
  readonly body: unknown
}

export type AskApi = (method: 'GET' | 'POST', path: string, body?: object) => Promise<ApiAnswer>

const problem = z.object({ detail: z.string() })

/** Asks the operator API; whatever it refuses ends the command with its own words. */
export function apiClient(io: Io, option: string | undefined): AskApi {
  const env = cliEnvironment(io)
  const url = serviceUrl(env, option)
  const key = env.OPERATOR_API_KEY
  if (key === undefined) throw new CliError('set OPERATOR_API_KEY to the key of the service', EXIT.usage)
  return async (method, path, body) => {
    const response = await ask(url, `/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    const answer = { status: response.status, body: parsed(await response.text()) }
    if (response.ok) return answer
    const { detail = 'no reason given' } = problem.safeParse(answer.body).data ?? {}
    throw new CliError(`${response.status}: ${detail}`, EXIT.refused)
  }
}

async function ask(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url + path, init)
  } catch (error) {
    throw new CliError(unreachable(url, error instanceof Error ? error.message : ''), EXIT.unreachable, error)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
