import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts processor time in ticks of a hundredth of a second (getconf CLK_TCK). */
const MS_PER_TICK = 10

interface Times {
  readonly parent: number
  readonly own: number
  readonly reaped: number
}

/** Processor time of a process, and with `tree` of its children too, dead ones included; in milliseconds. NaN outside Linux. */
export function cpuMs(pid: number, tree = false): number {
  const times = timesOf(pid)
  if (times === undefined) return Number.NaN
  const children = tree ? childrenOf(pid).reduce((sum, child) => sum + child.own, times.reaped) : 0
  return (times.own + children) * MS_PER_TICK
}

function childrenOf(pid: number): Times[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => timesOf(Number(name)))
    .filter((times) => times !== undefined)
    .filter((times) => times.parent === pid)
}

/** Fields of /proc/<pid>/stat (proc(5)): 4 ppid, 14 utime, 15 stime, 16 cutime, 17 cstime. */
function timesOf(pid: number): Times | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, own = 0, system = 0, reaped = 0, reapedSystem = 0] = [1, 11, 12, 13, 14].map(
      (n) => fields[n],
    )
    return { parent, own: own + system, reaped: reaped + reapedSystem }
  } catch {
    return undefined
  }
}
