import { z } from 'zod'
import { checkChainId } from '../src/chain/check-chain-id.ts'
import { createNodes } from '../src/chain/nodes.ts'
import { createSigner } from '../src/chain/signer.ts'
import { parseWallet } from '../src/chain/wallet.ts'
import { ensureContract } from '../src/stack/contract.ts'

/**
 * Puts the LTZ contract on a chain, lets one address mint, and prints where it is. Run again with the same DATA_DIR it
 * deploys nothing, and prints the same.
 *
 *     CHAIN_RPC_URL=… CHAIN_ID=… DEPLOYER_KEY=… MINTER_ADDRESS=0x… npm run deploy-contract
 */
const Settings = z.object({
  CHAIN_RPC_URL: z.string().min(1).describe('Nodes of the chain, separated by commas'),
  CHAIN_ID: z.coerce.number().int().positive(),
  DATA_DIR: z.string().default('.data'),
  DEPLOYER_KEY: z.string().min(1).describe('Pays, and becomes admin: not the key that mints'),
  MINTER_ADDRESS: z.string().transform(parseWallet).describe('The only one that may mint'),
})

const settings = Settings.parse(process.env)
const nodes = createNodes(settings.CHAIN_RPC_URL.split(',').map((url) => url.trim()))
await checkChainId(nodes, settings.CHAIN_ID)
const address = await ensureContract(nodes, {
  dataDir: settings.DATA_DIR,
  chainId: settings.CHAIN_ID,
  deployer: createSigner(settings.DEPLOYER_KEY),
  minter: settings.MINTER_ADDRESS,
})
process.stdout.write(`LTZ_ADDRESS=${address}\n`)
