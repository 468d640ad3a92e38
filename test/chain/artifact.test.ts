import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileContract } from '../../scripts/compile-contract.ts'

test('the committed artifact is what the contract compiles to (npm run compile-contract)', () => {
  const committed = readFileSync(new URL('../../contracts/LTZ.json', import.meta.url), 'utf8')
  expect(compileContract()).toBe(committed)
})
