import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import type { HeaderValues } from '../../src/providers/provider.ts'

export interface Delivered {
  readonly path: string
  readonly headers: HeaderValues
  readonly raw: Buffer
}

/** The bash blocks of a page that are marked as signing a delivery. */
export function signedBlocks(text: string): readonly string[] {
  return [...text.matchAll(/^```bash\n(# signed\n[\s\S]*?)^```$/gm)].map(([, block = '']) => block)
}

/** Runs a block as its reader would, beside a `.data/dev.env`, and gives back what it posted. */
export async function deliveryOf(
  block: string,
  secrets: Readonly<Record<string, string>>,
): Promise<Delivered> {
  const delivered: Delivered[] = []
  const server = createServer((request, response) => {
    void buffer(request).then((raw) => {
      delivered.push({ path: request.url ?? '', headers: request.headersDistinct, raw })
      response.end('{}')
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const folder = mkdtempSync(join(tmpdir(), 'block-'))
  try {
    const { port } = server.address() as AddressInfo
    const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`)
    mkdirSync(join(folder, '.data'))
    writeFileSync(join(folder, '.data', 'dev.env'), lines.join(''))
    const env = { PATH: process.env.PATH, API: `http://127.0.0.1:${port}` }
    await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], { cwd: folder, env })
  } finally {
    server.close()
    rmSync(folder, { recursive: true })
  }
  const [first, ...more] = delivered
  if (first === undefined || more.length > 0)
    throw new Error(`${delivered.length} requests were posted, not one`)
  return first
}
