import { describe, expect, test } from 'vitest'
import { parseBody } from '../../src/providers/body.ts'
import { namedWalletAt, namesIn } from '../../src/providers/metadata.ts'

const metadata = (wallet: unknown) => parseBody(Buffer.from(JSON.stringify({ wallet })))

const MIXED = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

describe('a wallet that tokens are to be sent to', () => {
  test('keeps its capitals, which are its checksum; its owner has one spelling', () => {
    expect(namedWalletAt(metadata(MIXED), 'wallet')).toBe(MIXED)
    expect(namesIn(metadata(MIXED))).toEqual({ wallet: MIXED.toLowerCase() })
  })

  test.each(['0x1234...5678', 'vitalik.eth', '0x12'])('that is no address stays what it is: %s', (wallet) => {
    expect(namedWalletAt(metadata(wallet), 'wallet')).toBe(wallet)
    expect(namesIn(metadata(wallet))).toEqual({})
  })

  test.each(['ada@example.com', 'Ada Lovelace', '0x'.padEnd(80, 'a'), 'ça'])(
    'is not kept where it may be a person: %s',
    (wallet) => {
      expect(namedWalletAt(metadata(wallet), 'wallet')).toBe('unreadable')
    },
  )

  test.each([undefined, '', '  ', null, {}, []])('is not there: %j', (wallet) => {
    expect(namedWalletAt(metadata(wallet), 'wallet')).toBeUndefined()
  })
})
