import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A pid alone may by now belong to another process; with its start time it cannot. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startedAt: string
}

// Fields of /proc/<pid>/stat after the command name, which may itself hold spaces and brackets.
const STATE = 0
const START_TIME = 19

const fromProc = (pid: number): string | undefined => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[STATE] === 'Z' ? undefined : fields[START_TIME]
}

const fromPs = (pid: number): string | undefined => {
  const [state = 'Z', ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])
    .toString()
    .trim()
    .split(/\s+/)
  return state.startsWith('Z') ? undefined : started.join(' ')
}

const orUndefined = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** undefined when there is no such process, or only its zombie. */
export const identityOf = (pid: number): ProcessIdentity | undefined => {
  const startedAt = orUndefined(() => (process.platform === 'linux' ? fromProc(pid) : fromPs(pid)))
  return startedAt ? { pid, startedAt } : undefined
}

export const isAlive = ({ pid, startedAt }: ProcessIdentity): boolean =>
  identityOf(pid)?.startedAt === startedAt

export const commandLine = (pid: number): string =>
  orUndefined(() =>
    process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).toString(),
  )?.trim() ?? ''
