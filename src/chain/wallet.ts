import { type Address, getAddress, isAddress, zeroAddress } from 'viem'
import { FulfilmentError } from '../domain/errors.ts'

const SAME_CASE = /^0x(?:[0-9a-f]{40}|[0-9A-F]{40})$/

/**
 * A wallet somebody named, in its checksummed form. Mixed case must be the checksum; the zero address is refused.
 * @throws FulfilmentError INVALID_WALLET (final)
 */
export const parseWallet = (text: string): Address => {
  const valid = SAME_CASE.test(text) || isAddress(text, { strict: true })
  const address = valid ? getAddress(text.toLowerCase()) : zeroAddress
  if (address !== zeroAddress) return address
  throw new FulfilmentError({
    code: 'INVALID_WALLET',
    retryable: false,
    message: `"${text.slice(0, 42)}" is not a wallet address that tokens can be sent to`,
  })
}
