import { expect, test } from 'vitest'
import { PAYLOADS } from '../../src/cli/payloads/index.ts'
import { runCli } from '../../src/cli/program.ts'
import { pages } from './markdown.ts'

interface Documented {
  readonly path: string
  readonly line: string
  readonly words: readonly string[]
}

/** Every `npm run quittance -- …` a reader may paste; placeholders such as `<provider>` are left out. */
function documented(): Documented[] {
  return pages().flatMap(({ path, text }) =>
    [...text.matchAll(/npm run (?:--silent )?quittance -- ([^`\n|#]+)/g)]
      .map(([, line = '']) => ({ path, line, words: line.trim().split(/\s+/) }))
      .filter(({ line }) => !line.includes('<')),
  )
}

/** Of the command and, where it has them, its own commands: whatever stands before the first option. */
async function helpOf(words: readonly string[]): Promise<{ exitCode: number; text: string }> {
  const lines: string[] = []
  const keep = (line: string) => void lines.push(line)
  const io = {
    env: {},
    folder: '.',
    print: keep,
    note: keep,
    sleep: () => Promise.resolve(),
    readInput: async () => '',
  }
  const exitCode = await runCli([...words, '--help'], io)
  return { exitCode, text: lines.join('\n') }
}

test('every command the documents show exists, with every option they give it', async () => {
  const wrong: string[] = []
  for (const { path, line, words } of documented()) {
    const options = words.findIndex((word) => word.startsWith('--'))
    const { exitCode, text } = await helpOf(options === -1 ? words : words.slice(0, options))
    const unknown = words.filter((word) => word.startsWith('--') && !text.includes(word))
    if (exitCode !== 0 || unknown.length > 0) wrong.push(`${path}: ${line}`)
  }
  expect(documented().length).toBeGreaterThan(5)
  expect(wrong).toEqual([])
})

test('every event the documents send can be sent', () => {
  const sent = documented().filter(({ words }) => words[0] === 'send')
  const unknown = sent.filter(({ words: [, provider = '', type = ''] }) => {
    const bodies = PAYLOADS.get(provider)?.bodies ?? {}
    return !Object.hasOwn(bodies, type)
  })
  expect(sent.length).toBeGreaterThan(3)
  expect(unknown.map(({ path, line }) => `${path}: ${line}`)).toEqual([])
})
