import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { providerNamed } from '../src/providers/index.ts'
import type { System } from './system.ts'

const run = promisify(execFile)

/** Rach's guide: `ab -n 1000 -c 10`, "should maintain < 500ms response time". Undefined when ab is not installed. */
export async function guidesLoadTest(system: System): Promise<string | undefined> {
  const file = join(tmpdir(), `quittance-ab-${process.pid}.json`)
  const body = Buffer.from(
    JSON.stringify({
      event: 'payment.confirmed',
      session_id: `ab_${process.pid}`,
      reference: `AB-${process.pid}`,
      amount: '100.00',
      currency: 'USDT',
      network: 'BSC',
      status: 'paid',
    }),
  )
  writeFileSync(file, body)
  const settings = { cryptopayScheme: 'stripe-v1', rachAcceptReserialised: false } as const
  const signed = providerNamed('rach')?.sign(body, system.rachSecret, new Date(), settings, 'ab') ?? {}
  const headers = Object.entries(signed).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  try {
    const { stdout } = await run('ab', [
      '-q',
      // The answers differ in length: one is new, 999 are duplicates.
      '-l',
      '-n',
      '1000',
      '-c',
      '10',
      '-p',
      file,
      '-T',
      'application/json',
      ...headers,
      `${system.apiUrl}/webhooks/rach`,
    ])
    return stdout
      .split('\n')
      .filter((line) => /^(Requests per second|Failed requests|Non-2xx| +(50|99|100)%)/.test(line))
      .map((line) => line.trim().replace(/\s+/g, ' '))
      .join(' · ')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
