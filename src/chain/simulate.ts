import { type Address, BaseError, decodeErrorResult, type Hex, isHex } from 'viem'
import { LTZ_ABI } from './ltz-abi.ts'
import { askEach, failureOf, type Nodes, valuesOf } from './nodes.ts'

/** Why the contract reverts a whole transaction. */
type RevertReason =
  | { readonly type: 'transaction-cap'; readonly cap: bigint; readonly wanted: bigint }
  | { readonly type: 'day-cap'; readonly cap: bigint; readonly wanted: bigint }
  /** The signer lacks MINTER_ROLE. */
  | { readonly type: 'not-a-minter' }
  | { readonly type: 'other'; readonly data: Hex }

export type Simulation =
  | { readonly type: 'unknown'; readonly reason: string }
  | { readonly type: 'passes' }
  | { readonly type: 'reverts'; readonly reason: RevertReason }

export interface Call {
  readonly from: Address
  readonly to: Address
  readonly data: Hex
}

/** What the transaction would do if it were mined now; nothing is sent. Tells why one that was mined has reverted. */
export const simulate = async (nodes: Nodes, { from, to, data }: Call): Promise<Simulation> => {
  const answers = await askEach(nodes, async (node): Promise<Simulation> => {
    try {
      await node.call({ account: from, to, data, blockTag: 'latest' })
      return { type: 'passes' }
    } catch (error) {
      const revert = revertDataOf(error)
      if (revert === undefined) throw error
      return { type: 'reverts', reason: revertReasonOf(revert) }
    }
  })
  const [simulation] = valuesOf(answers)
  return simulation ?? { type: 'unknown', reason: failureOf(answers) }
}

const revertDataOf = (error: unknown): Hex | undefined => {
  if (!(error instanceof BaseError)) return undefined
  const found = error.walk((cause) => isHex((cause as { data?: unknown }).data))
  return (found as { data?: Hex } | null)?.data
}

const revertReasonOf = (data: Hex): RevertReason => {
  const revert = decoded(data)
  switch (revert?.errorName) {
    case 'TransactionCapExceeded':
      return { type: 'transaction-cap', cap: revert.args[0], wanted: revert.args[1] }
    case 'DayCapExceeded':
      return { type: 'day-cap', cap: revert.args[0], wanted: revert.args[1] }
    case 'AccessControlUnauthorizedAccount':
      return { type: 'not-a-minter' }
    case 'LengthMismatch':
    case undefined:
      return { type: 'other', data }
  }
}

const decoded = (data: Hex) => {
  try {
    return decodeErrorResult({ abi: LTZ_ABI, data })
  } catch {
    return undefined
  }
}
