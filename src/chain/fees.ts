/** Of an EIP-1559 transaction, per unit of gas, in wei. */
export interface Fees {
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

export interface FeeMarket {
  /** Of the latest block. */
  readonly baseFeePerGas: bigint
  /** What nodes suggest to add. */
  readonly priorityFeePerGas: bigint
}

/** What to offer for a first attempt: lasts while six full blocks in a row raise the base fee, each by an eighth. */
export const offerFees = ({ baseFeePerGas, priorityFeePerGas }: FeeMarket, capPerGas: bigint): Fees => {
  const maxFeePerGas = smaller(2n * baseFeePerGas + priorityFeePerGas, capPerGas)
  return { maxFeePerGas, maxPriorityFeePerGas: smaller(priorityFeePerGas, maxFeePerGas) }
}

/**
 * What to offer for the next attempt of the same nonce: an eighth more in both fields, or what the market wants if that
 * is more. Nodes refuse less than a tenth. Undefined when that is over the cap: then the last attempt stands.
 */
export const raiseFees = (last: Fees, market: FeeMarket, capPerGas: bigint): Fees | undefined => {
  const wanted = offerFees(market, capPerGas)
  const raised = {
    maxFeePerGas: larger(raise(last.maxFeePerGas), wanted.maxFeePerGas),
    maxPriorityFeePerGas: larger(raise(last.maxPriorityFeePerGas), wanted.maxPriorityFeePerGas),
  }
  return raised.maxFeePerGas > capPerGas ? undefined : raised
}

/** Rounded up, and by 1 wei at least: an equal fee is no raise. */
const raise = (fee: bigint): bigint => fee + larger((fee + 7n) / 8n, 1n)

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
