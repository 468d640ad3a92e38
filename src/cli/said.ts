import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { overApi } from './over-api.ts'

/** Who does it, and why: kept with what it changes. */
export interface Said {
  readonly url?: string
  readonly json?: boolean
  readonly reason: string
  readonly actor?: string
}

/** Options of a command that changes something, and has to say why. */
export function said(command: Command): Command {
  return overApi(command)
    .requiredOption('--reason <text>', 'why; kept')
    .option('--actor <name>', 'who; default: the user of this machine')
}

export function whoAndWhy({ actor = userInfo().username, reason }: Said) {
  return { actor, reason }
}
