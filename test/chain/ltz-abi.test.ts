import { readFileSync } from 'node:fs'
import type { AbiItem, AbiParameter } from 'viem'
import { expect, test } from 'vitest'
import { LTZ_ABI } from '../../src/chain/ltz-abi.ts'

const artifact = JSON.parse(readFileSync(new URL('../../contracts/LTZ.json', import.meta.url), 'utf8')) as {
  abi: readonly AbiItem[]
}

const parameters = (list: readonly AbiParameter[] = []): string =>
  list
    .map((one) => `${one.type} ${'indexed' in one && one.indexed ? 'indexed ' : ''}${one.name ?? ''}`)
    .join()

/** Everything that matters about a function, event or error, in one line. */
const lineOf = (item: AbiItem): string => {
  const inputs = parameters('inputs' in item ? item.inputs : [])
  const outputs = parameters('outputs' in item ? item.outputs : [])
  return `${item.type} ${'name' in item ? item.name : ''}(${inputs}) ${outputs}`.replaceAll(' ,', ',').trim()
}

test('what is called and decoded here is what the contract has', () => {
  const compiled = artifact.abi.map(lineOf)
  expect(LTZ_ABI.map(lineOf).filter((line) => !compiled.includes(line))).toEqual([])
})

test('no event or error of our own contract is left out', () => {
  const known = LTZ_ABI.map(lineOf)
  const own = artifact.abi.filter((item) => 'name' in item && /^Mint|^Caps|Cap|Mismatch/.test(item.name))
  expect(own.map(lineOf).filter((line) => !known.includes(line))).toEqual([])
})
