import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Service, startService } from '../../../src/stack/processes.ts'
import type { Member } from './fleet.ts'
import type { Product } from './product.ts'

interface Programs {
  readonly product: Product
  /** Holds a folder for each program, and what all of them log. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
}

const READY = { api: 'listening', worker: 'worker ready' } as const

/** A place for one api or worker; what its programs log goes to one file. */
export const programAt = (
  { product, folder, env }: Programs,
  name: keyof typeof READY,
  n: number,
  own: NodeJS.ProcessEnv,
): Member => {
  const dataDir = join(folder, `${name}-${n}`)
  mkdirSync(dataDir, { recursive: true })
  const log = (line: string): void => appendFileSync(join(dataDir, 'log.jsonl'), `${line}\n`)
  const start = (): Promise<Service> =>
    startService({ name, program: product[name], dataDir, env: { ...env, ...own }, ready: READY[name], log })
  // As a supervisor would: Temporal may be killed in the very moment in which a worker starts on it.
  return { kind: name, start: () => start().catch(start) }
}
