import type { Address, Hex } from 'viem'
import { createNodes } from '../../../src/chain/nodes.ts'
import { createSigner } from '../../../src/chain/signer.ts'
import { registerSearchAttributes } from '../../../src/migrate.ts'
import { startAnvil } from '../../../src/stack/anvil.ts'
import type { Teardown } from '../../../src/stack/teardown.ts'
import { startTemporal, type TemporalServer } from '../../../src/stack/temporal-server.ts'
import { controlOf, type TestChain } from '../../chain/support/test-chain.ts'
import { mine, mineByHand } from '../../mint/support/chain-control.ts'
import { deployPlain } from '../../mint/support/plain-contract.ts'
import { MAX_DEPTH } from './chain-driver.ts'

/** A server on a data file, at the same address after every kill. */
export const startTemporalAt = async (dataDir: string, port: number): Promise<TemporalServer> => {
  const server = await startTemporal({ dataDir, headless: true, port })
  await registerSearchAttributes({ address: server.address, namespace: 'default' })
  return server
}

export interface ChaosChain extends Pick<TestChain, 'rpcUrl' | 'minterKey' | 'control'> {
  readonly chain: { readonly chainId: number }
  readonly contract: Address
  readonly minter: Hex
}

/** A chain that mines when it is told to. `forgetful`: its contract mints whatever it is told, as often as it is told. */
export const startChain = async (
  dataDir: string,
  teardown: Teardown,
  { forgetful }: { readonly forgetful: boolean },
): Promise<ChaosChain> => {
  const { rpcUrl, chainId, contractAddress, minterKey, stop } = await startAnvil({ dataDir, blockTimeS: 0 })
  teardown.add(stop)
  const on = { rpcUrl, minterKey, chain: { chainId }, control: controlOf(rpcUrl) }
  const minter = createSigner(minterKey)
  const contract = forgetful
    ? await deployPlain({ nodes: createNodes([rpcUrl]), minter, chain: on.chain })
    : contractAddress
  // The contract and its roles are not to be undone.
  await mine(on, 2 * MAX_DEPTH)
  await mineByHand(on)
  return { ...on, contract, minter: minter.address }
}
