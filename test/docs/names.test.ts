import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { SETTINGS } from '../../src/config.ts'
import { ERROR_CODES } from '../../src/domain/errors.ts'
import { STACK_SETTINGS } from '../../src/stack/settings.ts'
import { temporalCommand, temporalTestServer } from '../../src/stack/temporal-tools.ts'
import { pages, ROOT, readPage } from './markdown.ts'
import { refusalCodes } from './refusal-codes.ts'

/** Names in capitals that are others' words: options of Temporal's. */
const OUTSIDE = ['REJECT_DUPLICATE', 'ALLOW_DUPLICATE', 'USE_EXISTING']

function scripts(): Readonly<Record<string, string>> {
  return (JSON.parse(readPage('package.json')) as { scripts: Record<string, string> }).scripts
}

/** The variables Temporal's own configuration reads, as its installed package has them. */
function temporalVariables(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@temporalio/envconfig'))
  const sources = readdirSync(folder).filter((name) => name.endsWith('.js'))
  return sources.flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').match(/TEMPORAL_[A-Z_]+/g) ?? [])
}

/** What `docker-compose.yml` lets its user set. */
function composeVariables(): string[] {
  return [...readFileSync(`${ROOT}/docker-compose.yml`, 'utf8').matchAll(/\$\{([A-Z_]+)/g)].map(
    ([, name = '']) => name,
  )
}

/** Constants of the code, which documents for developers name. */
function constants(): string[] {
  const files = readdirSync(`${ROOT}/src`, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  return files.flatMap((name) =>
    [...readFileSync(`${ROOT}/src/${name}`, 'utf8').matchAll(/^(?:export )?const ([A-Z][A-Z0-9_]+)/gm)].map(
      ([, constant = '']) => constant,
    ),
  )
}

function knownNames(): ReadonlySet<string> {
  return new Set<string>([
    ...Object.keys(SETTINGS.shape),
    ...Object.keys(STACK_SETTINGS.shape),
    temporalCommand.override,
    temporalTestServer.override,
    ...temporalVariables(),
    ...composeVariables(),
    ...ERROR_CODES,
    ...refusalCodes(),
    ...constants(),
    ...OUTSIDE,
  ])
}

test('every npm script the documents name exists', () => {
  const named = pages().flatMap(({ path, text }) =>
    [...text.matchAll(/npm (?:run )?(start|test|(?<=run )[a-z][a-z:-]*)/g)].map(([, script = '']) => ({
      path,
      script,
    })),
  )
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter(({ script }) => !Object.hasOwn(scripts(), script))).toEqual([])
})

test('every setting and code the documents name exists', () => {
  const known = knownNames()
  const unknown = pages().flatMap(({ path, text }) =>
    [...text.matchAll(/(?<![\w$])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)/g)]
      .map(([name]) => name)
      .filter((name) => !known.has(name))
      .map((name) => `${path}: ${name}`),
  )
  expect(unknown).toEqual([])
})
