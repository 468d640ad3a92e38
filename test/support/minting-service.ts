import type { TestChain } from '../chain/support/test-chain.ts'

/** What an API or a worker is told of that chain, whose minter's key the worker holds. */
export const chainEnv = ({ rpcUrl, chain, contract, minterKey }: TestChain): NodeJS.ProcessEnv => ({
  CHAIN_RPC_URL: rpcUrl,
  CHAIN_ID: String(chain.chainId),
  LTZ_ADDRESS: contract,
  SIGNER_KEY: minterKey,
})
