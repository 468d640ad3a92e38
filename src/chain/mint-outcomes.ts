import { type Address, type Hex, isAddressEqual, type Log, parseEventLogs } from 'viem'
import { LTZ_ABI } from './ltz-abi.ts'

/** What a mined transaction did for one mint. */
export type MintOutcome =
  | 'minted'
  /** Minted before, to the same wallet and in the same amount: as good as minted. */
  | 'skipped'
  /** Minted before, for another wallet or amount. */
  | 'conflict'
  /** No wallet or no amount. */
  | 'refused'

const OUTCOMES = {
  MintedFor: 'minted',
  MintSkipped: 'skipped',
  MintConflict: 'conflict',
  MintRefused: 'refused',
} as const satisfies Record<string, MintOutcome>

const EVENT_NAMES = ['MintedFor', 'MintSkipped', 'MintConflict', 'MintRefused'] as const

/** By mint id, from a receipt's logs. An id that is not in there was not touched: the transaction was reverted. */
export const mintOutcomes = (contract: Address, logs: readonly Log[]): ReadonlyMap<Hex, MintOutcome> => {
  const own = logs.filter(({ address }) => isAddressEqual(address, contract))
  const events = parseEventLogs({ abi: LTZ_ABI, eventName: [...EVENT_NAMES], logs: own })
  return new Map(events.map(({ eventName, args }) => [args.id, OUTCOMES[eventName]]))
}
