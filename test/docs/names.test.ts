import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ERROR_CODES } from '../../src/domain/errors.ts'
import { temporalCommand, temporalTestServer } from '../../src/stack/temporal-tools.ts'
import { pages, ROOT, readPage } from './markdown.ts'
import { mintRefusals } from './mint-refusals.ts'
import { refusalCodes } from './refusal-codes.ts'

/** Names in capitals that are others' words: options and operators of Temporal's. */
const OUTSIDE = ['REJECT_DUPLICATE', 'ALLOW_DUPLICATE', 'USE_EXISTING', 'STARTS_WITH']

function scripts(): Readonly<Record<string, string>> {
  return (JSON.parse(readPage('package.json')) as { scripts: Record<string, string> }).scripts
}

/** Every setting: another test holds this file to the code. */
function settings(): string[] {
  return [...readPage('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name)
}

/** Constants of the code and of the contract, which documents for developers name. */
function constants(): string[] {
  const contract = readPage('contracts/LTZ.sol').matchAll(/ constant ([A-Z][A-Z0-9_]+)/g)
  const files = readdirSync(`${ROOT}/src`, { recursive: true, encoding: 'utf8' })
  const sources = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${ROOT}/src/${name}`, 'utf8'))
  const ours = sources.flatMap((text) => [...text.matchAll(/^(?:export )?const ([A-Z][A-Z0-9_]+)/gm)])
  return [...ours, ...contract].map(([, name = '']) => name)
}

/** What tests are told by whoever runs them. */
function settingsOfTests(): string[] {
  return readdirSync(`${ROOT}/test`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readPage(`test/${name}`).matchAll(/process\.env\.([A-Z][A-Z0-9_]+)/g)])
    .map(([, name = '']) => name)
}

test('every npm script the documents name exists', () => {
  const named = pages().flatMap(({ path, text }) =>
    [...text.matchAll(/npm (?:run )?(?:--silent )?(start|test|(?<=run (?:--silent )?)[a-z][a-z:-]*)/g)].map(
      ([, script = '']) => ({ path, script }),
    ),
  )
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter(({ script }) => !Object.hasOwn(scripts(), script))).toEqual([])
})

test('every setting and code the documents name exists', () => {
  const overrides = [temporalCommand.override, temporalTestServer.override]
  const codes = [...ERROR_CODES, ...refusalCodes(), ...mintRefusals().map(({ code }) => code)]
  const known = new Set<string>([
    ...settings(),
    ...settingsOfTests(),
    ...overrides,
    ...codes,
    ...constants(),
    ...OUTSIDE,
  ])
  const unknown = pages().flatMap(({ path, text }) =>
    [...text.matchAll(/(?<![\w$])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)/g)]
      .map(([name]) => name)
      .filter((name) => !known.has(name))
      .map((name) => `${path}: ${name}`),
  )
  expect(unknown).toEqual([])
})
