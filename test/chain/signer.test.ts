import { parseTransaction, recoverTransactionAddress, type TransactionSerializedEIP1559 } from 'viem'
import { expect, test } from 'vitest'
import { signTransaction } from '../../src/chain/sign-transaction.ts'
import { createSigner } from '../../src/chain/signer.ts'

const KEY = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const MNEMONIC = 'test test test test test test test test test test test junk'

test.each([KEY, KEY.slice(2), ` ${KEY}\n`])('a private key makes a signer, however it is written', (key) => {
  expect(createSigner(key).address).toBe(ADDRESS)
})

test('a mnemonic makes a signer of its first account', () => {
  expect(createSigner(MNEMONIC).address).toBe('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266')
})

test.each([
  ['nothing', ''],
  ['a key that is too short', KEY.slice(0, -1)],
  ['a key of zeros', `0x${'0'.repeat(64)}`],
  ['words that are no mnemonic', MNEMONIC.replace('junk', 'test')],
])('error: %s is refused, and not repeated in the message', (_, key) => {
  const attempt = () => createSigner(key)
  expect(attempt).toThrow(/^SIGNER_KEY is neither/)
  if (key !== '') expect(attempt).not.toThrow(key)
})

test('what is signed is what was asked for, by the signer', async () => {
  const payload = { chainId: 1868, nonce: 7, to: ADDRESS, data: '0xabcd', gasLimit: 50_000n } as const
  const fees = { maxFeePerGas: 9n, maxPriorityFeePerGas: 2n }
  const { raw } = await signTransaction(createSigner(KEY), payload, fees)
  expect(parseTransaction(raw)).toMatchObject({
    type: 'eip1559',
    chainId: 1868,
    nonce: 7,
    to: ADDRESS.toLowerCase(),
    data: '0xabcd',
    gas: 50_000n,
    ...fees,
  })
  const serializedTransaction = raw as TransactionSerializedEIP1559
  expect(await recoverTransactionAddress({ serializedTransaction })).toBe(ADDRESS)
})
