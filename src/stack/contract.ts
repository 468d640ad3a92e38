import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Address, Hex } from 'viem'
import { type Caps, deployLtz, grantMinter } from '../chain/deploy-ltz.ts'
import { askAny, type Nodes } from '../chain/nodes.ts'
import type { Signer } from '../chain/signer.ts'

const ARTIFACT = new URL('../../contracts/LTZ.json', import.meta.url)

/** What LTZ.sol compiles to. */
const ltzBytecode = (): Hex => (JSON.parse(readFileSync(ARTIFACT, 'utf8')) as { bytecode: Hex }).bytecode

interface Wanted {
  /** Remembers, for each chain, what was deployed from here. */
  readonly dataDir: string
  readonly chainId: number
  readonly deployer: Signer
  readonly minter: Address
  readonly caps?: Caps | undefined
}

const recorded = (file: string): Address | undefined => {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { address: Address }).address
  } catch {
    return undefined
  }
}

const hasCode = (nodes: Nodes, address: Address): Promise<boolean> =>
  askAny(nodes, async (node) => (await node.getCode({ address })) !== undefined)

/** The contract's address: deployed once per data folder and chain, found again after that. The minter may mint. */
export const ensureContract = async (nodes: Nodes, wanted: Wanted): Promise<Address> => {
  const { dataDir, chainId, deployer, minter, caps } = wanted
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, `contract-${chainId}.json`)
  const sender = { chainId, signer: deployer }
  const known = recorded(file)
  const standing = known && (await hasCode(nodes, known)) ? known : undefined
  const address = standing ?? (await deployLtz(nodes, sender, ltzBytecode(), caps))
  // Before the grant: killed between the two, the next run grants and does not deploy again.
  if (!standing) writeFileSync(file, `${JSON.stringify({ address, chainId })}\n`)
  await grantMinter(nodes, sender, address, minter)
  return address
}
