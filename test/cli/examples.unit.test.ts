import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { run } from './support.ts'

const io = {
  env: {},
  folder: '.',
  print: () => undefined,
  note: () => undefined,
  sleep: async () => undefined,
  readInput: async () => '',
}

interface Leaf {
  readonly name: string
  readonly command: Command
}

const leaves = (command: Command, path: readonly string[] = []): Leaf[] =>
  command.commands.length === 0
    ? [{ name: path.join(' '), command }]
    : command.commands.flatMap((sub) => leaves(sub, [...path, sub.name()]))

const COMMANDS = leaves(createProgram(io))

test.each(COMMANDS)(
  'the help of $name teaches by an example, whose options it has',
  async ({ name, command }) => {
    const { code, out } = await run({}, ...name.split(' '), '--help')
    expect(code).toBe(0)
    const [, examples = ''] = out.split(/\nExamples?:\n/)
    expect(examples).toContain(`quittance ${name.replace(/ list$/, '')}`)
    const known = command.options.flatMap(({ long }) => long ?? [])
    const used = [...examples.replace(/#.*/g, '').matchAll(/quittance [^|&]*/g)]
      .filter(([line]) => line.startsWith(`quittance ${name.replace(/^endpoints list$/, 'endpoints')}`))
      .flatMap(([line]) => line.match(/(?<= )--[a-z-]+/g) ?? [])
    expect(used.filter((option) => !known.includes(option))).toEqual([])
  },
)

test('no command takes a secret on its line', () => {
  const secret = COMMANDS.flatMap(({ command }) => command.options).filter(({ flags }) =>
    /secret|key|password|token/i.test(flags),
  )
  expect(secret.map(({ long }) => long)).toEqual(['--secret-from', '--secret-from'])
})
