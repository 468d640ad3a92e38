import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SystemUser } from './postgres-user.ts'

const run = promisify(execFile)

export interface Cluster {
  readonly data: string
  readonly password: string
}

const own = (path: string, user: SystemUser | undefined): void => {
  if (user) chownSync(path, user.uid, user.gid)
}

const makePassword = (path: string, user: SystemUser | undefined): string => {
  const password = randomBytes(24).toString('base64url')
  writeFileSync(path, password, { mode: 0o600 })
  own(path, user)
  return password
}

/** The data folder and its password, made at the first start; a killed initdb leaves nothing that counts. */
export const ensureCluster = async (
  home: string,
  initdb: string,
  user: SystemUser | undefined,
): Promise<Cluster> => {
  const [data, draft, passwordFile] = [
    join(home, 'data'),
    join(home, 'data.new'),
    join(home, 'password'),
  ] as const
  if (existsSync(data)) return { data, password: readFileSync(passwordFile, 'utf8') }

  mkdirSync(home, { recursive: true })
  own(home, user)
  rmSync(draft, { recursive: true, force: true })
  const password = makePassword(passwordFile, user)
  const args = [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--locale=C.UTF-8',
    '--encoding=UTF8',
  ]
  // From a folder the other user may enter: initdb looks at its working folder first.
  await run(initdb, args, { ...user, cwd: '/' })
  renameSync(draft, data)
  return { data, password }
}
