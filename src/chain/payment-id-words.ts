import { type Hex, isHex, keccak256, padHex, toHex } from 'viem'

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

/**
 * The 32 bytes by which a contract may name a payment. How LlamaPay makes them of a charge's id is written down nowhere,
 * so all readings that no other id can share are tried: 32 bytes of hex as they are, the 16 bytes of a UUID at either end,
 * and the hash of the id's text. One that matches proves the payment; that none matches proves nothing.
 */
export const paymentIdWords = (paymentId: string): readonly Hex[] => {
  if (isHex(paymentId) && paymentId.length === 66) return [lowerCase(paymentId)]
  const hashed = keccak256(toHex(paymentId))
  if (!UUID.test(paymentId)) return [hashed]
  const bytes = lowerCase(`0x${paymentId.replaceAll('-', '')}`)
  return [padHex(bytes, { dir: 'right', size: 32 }), padHex(bytes, { dir: 'left', size: 32 }), hashed]
}

const lowerCase = (hex: Hex): Hex => `0x${hex.slice(2).toLowerCase()}`
