import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Address, Hex } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { checkChainId } from '../chain/check-chain-id.ts'
import { createNodes } from '../chain/nodes.ts'
import { createSigner } from '../chain/signer.ts'
import { anvilBinary } from './anvil-binary.ts'
import { boot, retryPassing } from './boot.ts'
import { repairChainState } from './chain-state.ts'
import { ensureContract } from './contract.ts'
import { stopLeftover } from './pid-file.ts'
import { assertFree, freePort } from './ports.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

export interface AnvilOptions {
  readonly dataDir: string
  /** Any free port when not given. */
  readonly port?: number | undefined
  /** Seconds from block to block. 0: a block for each transaction, at once, and none without. */
  readonly blockTimeS?: number | undefined
  /** `safe` is so many blocks behind the latest, `finalized` twice as many. */
  readonly blocksToSafe?: number | undefined
}

export interface Anvil {
  readonly rpcUrl: string
  readonly chainId: number
  readonly contractAddress: Address
  /** Of this chain alone, where everybody knows it. */
  readonly minterKey: Hex
  readonly pid: number
  readonly stop: () => Promise<void>
}

/** From block to block, unless somebody wants it otherwise. */
export const BLOCK_TIME_S = 1

/** Soneium's, where LTZ live. */
const CHAIN_ID = 1868

/** Known to everybody, and funded on every such chain: https://getfoundry.sh/anvil */
const MNEMONIC = 'test test test test test test test test test test test junk'
const [DEPLOYER, MINTER] = [0, 1] as const

// It writes its state when asked to end, and every few seconds against the case that it is not asked.
const STATE_EVERY_S = 10
const STOPPING = { stopSignals: ['SIGTERM'], graceMs: 10_000 } as const

const keyOf = (addressIndex: number): Hex => {
  const key = mnemonicToAccount(MNEMONIC, { addressIndex }).getHdKey().privateKey
  if (!key) throw new Error('the mnemonic has no private keys')
  return `0x${Buffer.from(key).toString('hex')}`
}

const argumentsFor = (port: number, stateFile: string, options: AnvilOptions): string[] => {
  const { blockTimeS = BLOCK_TIME_S, blocksToSafe = 2 } = options
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(CHAIN_ID), '--quiet'],
    ...['--mnemonic', MNEMONIC, '--enable-tx-gas-limit', '--slots-in-an-epoch', String(blocksToSafe)],
    ...['--state', stateFile, '--state-interval', String(STATE_EVERY_S)],
    ...(blockTimeS > 0 ? ['--block-time', String(blockTimeS)] : []),
  ]
}

const deploy = (rpcUrl: string, dataDir: string): Promise<Address> =>
  ensureContract(createNodes([rpcUrl]), {
    dataDir,
    chainId: CHAIN_ID,
    deployer: createSigner(keyOf(DEPLOYER)),
    minter: createSigner(keyOf(MINTER)).address,
  })

/** A chain of our own under `<dataDir>/anvil`, on the loopback address only, with the LTZ contract on it. */
export const startAnvil = async (options: AnvilOptions): Promise<Anvil> => {
  const home = join(resolve(options.dataDir), 'anvil')
  const [pidFile, stateFile] = [join(home, 'server.pid'), join(home, 'state.json')] as const
  mkdirSync(home, { recursive: true })
  const { stopSignals: signals, graceMs } = STOPPING
  await stopLeftover(pidFile, { what: 'anvil', signals, graceMs })
  repairChainState(stateFile)
  await assertFree(options.port, 'ANVIL_PORT')

  const launch = async (): Promise<{ server: ServerProcess; rpcUrl: string }> => {
    const port = options.port ?? (await freePort())
    const rpcUrl = `http://127.0.0.1:${port}`
    const server = await boot({
      what: 'anvil',
      start: () =>
        startServerProcess({
          what: 'anvil',
          command: anvilBinary(),
          args: argumentsFor(port, stateFile, options),
          logFile: join(home, 'server.log'),
          pidFile,
          ...STOPPING,
        }),
      probe: () => checkChainId(createNodes([rpcUrl]), CHAIN_ID),
      timeoutMs: 30_000,
    })
    return { server, rpcUrl }
  }

  const { server, rpcUrl } = await retryPassing(launch)
  try {
    const contractAddress = await deploy(rpcUrl, home)
    const { pid, stop } = server
    return { rpcUrl, chainId: CHAIN_ID, contractAddress, minterKey: keyOf(MINTER), pid, stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}
