import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createChain } from '../../src/chain/chain.ts'
import { encodeMints, mintIdOf } from '../../src/chain/mint-call.ts'
import { type Anvil, startAnvil } from '../../src/stack/anvil.ts'
import { nodeFlags } from '../../src/stack/node-flags.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'

const run = promisify(execFile)
let anvil: Anvil
let folder: string
const minter = privateKeyToAccount(generatePrivateKey()).address

beforeAll(async () => {
  folder = makeScratchFolder()
  anvil = await startAnvil({ dataDir: folder, blockTimeS: 0 })
})
afterAll(async () => {
  await anvil.stop()
  removeScratchFolder(folder)
})

const deploy = async (change: Readonly<Record<string, string>> = {}): Promise<string> => {
  const env = {
    ...process.env,
    CHAIN_RPC_URL: anvil.rpcUrl,
    CHAIN_ID: String(anvil.chainId),
    DATA_DIR: `${folder}/deployed`,
    // An account that has money; here it deploys.
    DEPLOYER_KEY: anvil.minterKey,
    MINTER_ADDRESS: minter,
    ...change,
  }
  const { stdout } = await run(process.execPath, [...nodeFlags, 'scripts/deploy-contract.ts'], { env })
  return stdout
}

test('the contract is deployed once, and the address named may mint', async () => {
  const first = await deploy()
  const [, address = ''] = /^LTZ_ADDRESS=(0x[0-9a-fA-F]{40})\n$/.exec(first) ?? []
  expect(await deploy()).toBe(first)
  const contract = address as `0x${string}`
  const chain = createChain({ rpcUrls: [anvil.rpcUrl], chainId: anvil.chainId, contract })
  const id = mintIdOf({ account: 'shop', paymentId: 'pi_1' })
  const data = encodeMints([{ id, to: minter, amount: 1n }])
  expect(await chain.simulate({ from: minter, to: contract, data })).toEqual({ type: 'passes' })
  const deployer = privateKeyToAccount(anvil.minterKey).address
  expect(await chain.simulate({ from: deployer, to: contract, data })).toMatchObject({
    reason: { type: 'not-a-minter' },
  })
})

test('another minter is let in without a second contract', async () => {
  const first = await deploy()
  expect(await deploy({ MINTER_ADDRESS: privateKeyToAccount(generatePrivateKey()).address })).toBe(first)
})

test.each([
  ['another chain', () => ({ CHAIN_ID: '1' }), 'but CHAIN_ID is 1'],
  [
    'a deployer without money',
    () => ({ DEPLOYER_KEY: generatePrivateKey(), DATA_DIR: `${folder}/poor` }),
    'cannot pay for gas',
  ],
  ['a minter that is no wallet', () => ({ MINTER_ADDRESS: '0x12' }), 'is not a wallet address'],
])('error: %s stops it', async (_, change, message) => {
  await expect(deploy(change())).rejects.toThrow(message)
})
