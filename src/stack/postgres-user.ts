import { execFile } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

export interface SystemUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

const run = promisify(execFile)

const id = async (flag: '-u' | '-g', name: string): Promise<number> =>
  Number.parseInt((await run('id', [flag, name])).stdout, 10)

const lookUp = async (name: string): Promise<SystemUser> => ({
  name,
  uid: await id('-u', name),
  gid: await id('-g', name),
})

/** Postgres refuses to run as root; there it runs as `postgres` where that user exists, else as `nobody`. */
export const postgresUser = async (): Promise<SystemUser | undefined> =>
  process.getuid?.() === 0 ? lookUp('postgres').catch(() => lookUp('nobody')) : undefined

const mayEnter = (folder: string, { uid, gid }: SystemUser): boolean => {
  const stat = lstatSync(folder, { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return true
  if (stat.uid === uid) return (stat.mode & 0o100) !== 0
  return (stat.mode & (stat.gid === gid ? 0o010 : 0o001)) !== 0
}

/** Throws, with the cure, when a folder above `path` is closed to the user. */
export const assertReachable = (path: string, user: SystemUser): void => {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!mayEnter(folder, user)) {
      throw new Error(
        `As root, Postgres runs as user "${user.name}", who may not enter ${folder}, on the way to ${path}. ` +
          `Run "chmod o+x ${folder}", move the project or DATA_DIR to another folder, or set DATABASE_URL.`,
      )
    }
    if (folder === dirname(folder)) return
  }
}
