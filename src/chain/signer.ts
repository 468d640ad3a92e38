import { validateMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english'
import type { Address, Hex, TransactionSerializableEIP1559 } from 'viem'
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { FulfilmentError } from '../domain/errors.ts'

/**
 * Whatever holds the minter's key: a local account, or a KMS. Its signatures need not be the same each time: what was
 * signed is stored before it is sent.
 */
export interface Signer {
  readonly address: Address
  /** The signed bytes. Asks no node, and knows nothing of nonces. */
  readonly sign: (transaction: TransactionSerializableEIP1559) => Promise<Hex>
}

const PRIVATE_KEY = /^(?:0x)?([0-9a-fA-F]{64})$/

/**
 * A signer from a private key (64 hex digits) or from a mnemonic (its first account).
 * @throws FulfilmentError CONFIG_INVALID, never with the key in it
 */
export const createSigner = (key: string): Signer => {
  const account = accountOf(key.trim())
  return { address: account.address, sign: (transaction) => account.signTransaction(transaction) }
}

const accountOf = (key: string) => {
  const digits = PRIVATE_KEY.exec(key)?.[1]
  try {
    if (digits !== undefined) return privateKeyToAccount(`0x${digits}`)
    // viem takes any words: one that was mistyped would make another address.
    if (validateMnemonic(key, wordlist)) return mnemonicToAccount(key)
  } catch {
    // Right in form but no key, such as 64 zeros; the library's words might repeat it.
  }
  throw new FulfilmentError({
    code: 'CONFIG_INVALID',
    retryable: false,
    message: 'SIGNER_KEY is neither a private key of 64 hex digits nor a mnemonic of 12 to 24 words',
  })
}
