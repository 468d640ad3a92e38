import { setTimeout as sleep } from 'node:timers/promises'
import type { Hex } from 'viem'
import { FulfilmentError } from '../domain/errors.ts'
import { broadcast } from './broadcast.ts'
import { type Nodes, unavailable } from './nodes.ts'
import { observeReceipt, type Receipt } from './observe-receipt.ts'

const WITHIN_MS = 120_000
const EVERY_MS = 200

/**
 * Sends signed bytes and waits for their receipt: for a person's own transactions, such as a deployment. Mints have an
 * outbox instead.
 * @throws FulfilmentError SIGNER_UNFUNDED (final), CHAIN_UNAVAILABLE (retryable)
 */
export const landTransaction = async (nodes: Nodes, raw: Hex, hash: Hex): Promise<Receipt> => {
  const deadline = Date.now() + WITHIN_MS
  const sent = await broadcast(nodes, raw)
  if (sent.type === 'insufficient-funds')
    throw new FulfilmentError({
      code: 'SIGNER_UNFUNDED',
      retryable: false,
      message: `the sender of ${hash} cannot pay for gas: send it more`,
    })
  while (Date.now() < deadline) {
    const observed = await observeReceipt(nodes, hash)
    if (observed.type === 'mined') return observed.receipt
    await sleep(EVERY_MS)
  }
  throw unavailable(`${hash} (${sent.type}) was not mined within ${WITHIN_MS / 1_000} s`)
}
