import { setTimeout as sleep } from 'node:timers/promises'
import { type Hex, keccak256 } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import type { Controlled } from '../../mint/support/chain-control.ts'

/** Money that a customer sends on chain. */
export interface Transfer {
  readonly raw: Hex
  readonly hash: Hex
}

/** What merchants' providers call the chain. */
export const NETWORK = 'chaos'

/** Of the keys every such chain has funded: the first two deploy and mint. */
const [FIRST, CUSTOMERS] = [2, 8] as const
const MNEMONIC = 'test test test test test test test test test test test junk'
const GWEI = 10n ** 9n

/** The n-th transfer of all: signed, not sent. Customers take turns, so their nonces are known before. */
export const signTransfer = async (n: number, chainId: number): Promise<Transfer> => {
  const customer = mnemonicToAccount(MNEMONIC, { addressIndex: FIRST + (n % CUSTOMERS) })
  const raw = await customer.signTransaction({
    type: 'eip1559',
    chainId,
    nonce: Math.floor(n / CUSTOMERS),
    to: '0x00000000000000000000000000000000000000aa',
    value: 1n,
    gas: 21_000n,
    maxFeePerGas: 100n * GWEI,
    maxPriorityFeePerGas: 2n * GWEI,
  })
  return { raw, hash: keccak256(raw) }
}

const AGAIN_MS = 700

/** Customers send, one after the other, and send again whatever the chain has lost, until told to stop. */
export const keepSending = async (
  { control }: Controlled,
  transfers: readonly Transfer[],
  everyMs: number,
  signal: AbortSignal,
): Promise<void> => {
  const startedAt = Date.now()
  while (!signal.aborted) {
    const due = transfers.slice(0, Math.ceil((Date.now() - startedAt) / everyMs))
    for (const { raw, hash } of due) {
      const receipt = await control.getTransactionReceipt({ hash }).catch(() => undefined)
      // Refused when it waits already, or one before it is lost.
      if (receipt === undefined)
        await control.sendRawTransaction({ serializedTransaction: raw }).catch(() => undefined)
    }
    await sleep(AGAIN_MS)
  }
}
