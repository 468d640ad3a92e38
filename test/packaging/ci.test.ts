import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

interface Job {
  strategy?: { matrix: { node: number[] } }
  steps: { uses?: string; run?: string }[]
}

const root = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url))
const read = (file: string): string => readFileSync(root(file), 'utf8')
const { jobs } = parse(read('.github/workflows/ci.yml')) as { jobs: Record<string, Job> }
const { scripts, engines } = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>
  engines: { node: string }
}
const steps = Object.values(jobs).flatMap((job) => job.steps)

test('CI runs the commands of the README on every supported Node', () => {
  expect(jobs.test?.strategy?.matrix.node).toEqual([20, 22, 24])
  expect(engines.node).toBe('>=20.19')
  const commands = jobs.test?.steps.map(({ run }) => run).filter(Boolean)
  expect(commands).toEqual(['npm ci', 'npm run check', 'npm test', 'npm run demo -- --once'])
})

test('every npm script and every file that CI runs exists', () => {
  const commands = steps.map(({ run }) => run ?? '').concat(read('.ci/run'))
  const named = commands.flatMap((command) =>
    [...command.matchAll(/npm (?:run )?(\w+)/g)].map(([, name]) => name!),
  )
  expect(named.filter((name) => name !== 'ci' && !(name in scripts))).toEqual([])
  for (const file of ['.ci/run', 'docker/smoke.sh']) {
    expect(existsSync(root(file)) && (statSync(root(file)).mode & 0o111) !== 0, file).toBe(true)
  }
})

test('actions are pinned to what was reviewed', () => {
  const used = steps.flatMap(({ uses }) => uses ?? [])
  expect(used.length).toBeGreaterThan(0)
  expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([])
})
