import { readFileSync } from 'node:fs'
import solc from 'solc'
import type { Address, Hex } from 'viem'
import { deployLtz } from '../../../src/chain/deploy-ltz.ts'
import type { TestChain } from '../../chain/support/test-chain.ts'

interface Compiled {
  readonly contracts: { readonly plain: { readonly PlainLtz: { evm: { bytecode: { object: string } } } } }
}

const compilePlain = (): Hex => {
  const content = readFileSync(new URL('./PlainLtz.sol', import.meta.url), 'utf8')
  const settings = { outputSelection: { '*': { PlainLtz: ['evm.bytecode.object'] } } }
  const input = { language: 'Solidity', sources: { plain: { content } }, settings }
  const { contracts } = JSON.parse(solc.compile(JSON.stringify(input))) as Compiled
  return `0x${contracts.plain.PlainLtz.evm.bytecode.object}`
}

/** A contract that mints whenever it is told to. */
export const deployPlain = ({
  nodes,
  minter,
  chain,
}: Pick<TestChain, 'nodes' | 'minter'> & { chain: { chainId: number } }): Promise<Address> =>
  deployLtz(nodes, { chainId: chain.chainId, signer: minter }, compilePlain())
