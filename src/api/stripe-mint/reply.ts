import { LosslessNumber, stringify } from 'lossless-json'
import { formatMinor } from '../../domain/money.ts'
import type { Purchase } from './purchase.ts'

export interface MintedSession extends Purchase {
  readonly ltzScale: number
  readonly txHash: string
  /** Where it can be looked at; only the call that minted is told. */
  readonly blockExplorer?: string
}

/** The reply of the guide, as JSON text: amounts are JSON numbers with all their digits. */
export function mintReply(minted: MintedSession): string {
  const { txHash, blockExplorer, wallet, usd, ltz, ltzScale, paymentIntentId } = minted
  const isFirst = blockExplorer !== undefined
  const reply = {
    success: true,
    message: isFirst ? 'LTZ tokens minted successfully' : 'Payment already processed',
    txHash,
    ...(isFirst ? { blockExplorer } : {}),
    walletAddress: wallet,
    usdAmount: exact(usd, 2),
    ltzAmount: exact(ltz, ltzScale),
    paymentIntentId,
    ...(isFirst ? {} : { alreadyProcessed: true }),
  }
  return stringify(reply) ?? ''
}

function exact(minor: bigint, scale: number): LosslessNumber {
  const text = formatMinor(minor, scale)
  return new LosslessNumber(text.includes('.') ? text.replace(/\.?0+$/, '') : text)
}
