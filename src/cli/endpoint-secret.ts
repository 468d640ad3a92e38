import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { CliError, EXIT, type Io } from './io.ts'

export interface SecretOptions {
  readonly secretFrom?: string
}

// The history of a shell, and the list of processes, are read by others.
export function withSecret(command: Command): Command {
  return command.option(
    '--secret-from <file>',
    'where the secret stands that the provider shows; - reads standard input. Default: one is made',
  )
}

/** The secret that was given; undefined: one is to be made. */
export async function secretFrom(io: Io, { secretFrom: file }: SecretOptions): Promise<string | undefined> {
  if (file === undefined) return undefined
  const secret = (file === '-' ? await io.readInput() : readSecret(resolve(io.folder, file))).trim()
  if (secret === '')
    throw new CliError(`${file === '-' ? 'standard input' : file} holds no secret`, EXIT.usage)
  return secret
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CliError(`${file} cannot be read`, EXIT.usage, cause)
  }
}
