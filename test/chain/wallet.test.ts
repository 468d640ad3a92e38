import { expect, test } from 'vitest'
import { parseWallet } from '../../src/chain/wallet.ts'

const WALLET = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

test.each([WALLET, WALLET.toLowerCase(), `0x${WALLET.slice(2).toUpperCase()}`])(
  'the wallet %s is read, and written with its checksum',
  (text) => {
    expect(parseWallet(text)).toBe(WALLET)
  },
)

test.each([
  ['nothing', ''],
  ['the zero address', `0x${'0'.repeat(40)}`],
  ['a digit too few', WALLET.slice(0, -1)],
  ['a digit too many', `${WALLET}0`],
  ['no 0x', WALLET.slice(2)],
  ['mixed case that is not the checksum', WALLET.replace('C51812dc3A', 'C51812dC3A')],
  ['a name', 'vitalik.eth'],
  ['blanks around it', ` ${WALLET}`],
])('error: %s is no wallet', (_, text) => {
  expect(() => parseWallet(text)).toThrow(
    expect.objectContaining({ code: 'INVALID_WALLET', retryable: false }),
  )
})
