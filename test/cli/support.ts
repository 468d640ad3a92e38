import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runCli } from '../../src/cli/program.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  /** What was waited for between attempts, in ms. */
  readonly waits: readonly number[]
}

/** Runs one command line in this process, without its environment and without waiting. */
export const run = (env: Record<string, string>, ...argv: string[]): Promise<Ran> => runWith('', env, ...argv)

/** The same, with something to read on standard input. */
export const runWith = async (
  input: string,
  env: Record<string, string>,
  ...argv: string[]
): Promise<Ran> => {
  const [out, err, waits]: [string[], string[], number[]] = [[], [], []]
  const code = await runCli(argv, {
    env,
    folder: '/nowhere',
    print: (line) => void out.push(line),
    note: (line) => void err.push(line),
    sleep: async (ms) => void waits.push(ms),
    readInput: async () => input,
  })
  return { code, out: out.join('\n'), err: err.join('\n'), waits }
}

interface Received {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A receiver that answers with these statuses, the last one for ever. */
export const startReceiver = async (...statuses: number[]) => {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      })
      response.statusCode = statuses[Math.min(received.length, statuses.length) - 1] ?? 200
      response.end('{"received":true}')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, received, stop: () => new Promise((done) => server.close(done)) }
}
