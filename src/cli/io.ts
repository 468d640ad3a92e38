/** The outside of a command: what it reads and where it writes, so that a test can stand in. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where `.env` and the data of the embedded stack are looked for. */
  readonly folder: string
  /** One line of the result. */
  readonly print: (line: string) => void
  /** One line beside the result: progress, warnings, errors. */
  readonly note: (line: string) => void
  /** Writes over the line before it; missing where nobody watches. */
  readonly progress?: (line: string) => void
  readonly sleep: (ms: number) => Promise<void>
  /** All of standard input. */
  readonly readInput: () => Promise<string>
}

/** Told to scripts by the process' exit code. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const

/** Ends a command with one line and a code; anything else that is thrown is a bug and shows its stack. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: number

  constructor(message: string, exitCode: number, cause?: unknown) {
    super(message, { cause })
    this.exitCode = exitCode
  }
}
