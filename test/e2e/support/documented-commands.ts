import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { readPage } from '../../docs/markdown.ts'

const run = promisify(execFile)

/** Programs whose command lines a page tells its reader to run. */
const PROGRAMS = /^(?:npm run |quittance |psql |temporal |curl |docker compose |pg_dump |pg_restore )/

/** Every command line of a page, in its order: the lines of its bash blocks, and what stands as code in its text. */
export const commandsOf = (page: string): readonly string[] => {
  const parts = readPage(page).split(/^```(\w*)\n([\s\S]*?)^```$/m)
  return parts.flatMap((part, index) => {
    if (index % 3 === 2) return parts[index - 1] === 'bash' ? linesOf(part) : []
    return index % 3 === 0 ? spansOf(part) : []
  })
}

const linesOf = (block: string): string[] =>
  block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => PROGRAMS.test(line))

const spansOf = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)]
    .map(([, span = '']) => span.replaceAll('\\|', '|').replace(/\s+/g, ' '))
    .filter((span) => PROGRAMS.test(span) && !span.includes('…'))

/** The words of a command line, as the shell of its reader makes them. */
export const wordsOf = async (line: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> => {
  const { stdout } = await run('bash', ['-c', `printf '%s\\0' ${line}`], { env: { ...process.env, ...env } })
  return stdout.split('\0').slice(0, -1)
}

/** Runs it as its reader would; rejects with what it says when it ends with anything but 0. */
export const inShell = async (line: string, folder: string, env: NodeJS.ProcessEnv): Promise<string> => {
  const options = { cwd: folder, env: { ...process.env, ...env } }
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', line], options)
  return stdout
}
