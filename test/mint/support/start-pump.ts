import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Hex } from 'viem'
import { nodeFlags } from '../../../src/stack/node-flags.ts'
import type { TestChain } from '../../chain/support/test-chain.ts'
import { FEE_CAP, type Minting } from './minting.ts'

export interface PumpSettings {
  readonly databaseUrl: string
  readonly rpcUrl: string
  readonly chainId: number
  readonly contract: Hex
  readonly key: Hex
  /** Wei for a unit of gas. */
  readonly feeCap: string
  /** The call after which it kills itself. */
  readonly diesAfter?: string
  /** Between its passes; 50 when not given. */
  readonly pauseMs?: number
}

export interface PumpProcess {
  readonly child: ChildProcess
  /** The signal that ended it. */
  readonly ended: Promise<unknown>
}

/** The chain it pumps to, and whose key it signs with. */
export type PumpedChain = Pick<TestChain, 'rpcUrl' | 'contract' | 'minterKey'> & {
  readonly chain: { readonly chainId: number }
}

const PROGRAM = fileURLToPath(new URL('./pump-process.ts', import.meta.url))

/** A pump in a process of its own, which may kill itself after a call; resolves once it pumps. */
export const startPump = async (
  { rpcUrl, chain: { chainId }, contract, minterKey: key }: PumpedChain,
  { url: databaseUrl }: Pick<Minting, 'url'>,
  fate: Pick<PumpSettings, 'diesAfter' | 'pauseMs'> = {},
): Promise<PumpProcess> => {
  const feeCap = String(FEE_CAP)
  const settings: PumpSettings = { databaseUrl, rpcUrl, chainId, contract, key, feeCap, ...fate }
  const args = [...nodeFlags, PROGRAM, JSON.stringify(settings)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'exit').then(([, signal]: unknown[]) => signal)
  await Promise.race([once(child.stdout, 'data'), ended])
  return { child, ended }
}
