import {
  type Address,
  createTestClient,
  type Hex,
  http,
  keccak256,
  parseGwei,
  publicActions,
  rpcSchema,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { LTZ_ABI } from '../../chain/ltz-abi.ts'
import { type Anvil, BLOCK_TIME_S } from '../anvil.ts'

/** The embedded chain in the hands of the tour. */
export interface TourChain {
  /** No block more, unless by `mine`; afterwards they follow each other again as before. */
  readonly byHand: <T>(use: () => Promise<T>) => Promise<T>
  /** Resolves with the number of the newest. */
  readonly mine: (blocks: number) => Promise<bigint>
  /** The newest block never was: an empty one takes its place, and nobody knows its transactions. */
  readonly undoBlock: () => Promise<void>
  /** A customer's transfer to a shop, signed and not sent yet. */
  readonly newTransfer: (wei: bigint) => Promise<Transfer>
  /** LTZ in a wallet, in minor units. */
  readonly tokensOf: (wallet: Address) => Promise<bigint>
}

interface Transfer {
  readonly hash: Hex
  /** Sends the same bytes, however often. */
  readonly send: () => Promise<void>
}

type Reorg = { Method: 'anvil_reorg'; Parameters: [depth: number, transactions: []]; ReturnType: null }

const SHOP: Address = '0x8888888888888888888888888888888888888888'
const FEES = { gas: 21_000n, maxFeePerGas: parseGwei('100'), maxPriorityFeePerGas: parseGwei('1') }

const clientOf = (rpcUrl: string) =>
  createTestClient({
    mode: 'anvil',
    transport: http(rpcUrl),
    cacheTime: 0,
    rpcSchema: rpcSchema<[Reorg]>(),
  }).extend(publicActions)

export function tourChain({ rpcUrl, chainId, contractAddress }: Anvil): TourChain {
  const client = clientOf(rpcUrl)
  return {
    async byHand(use) {
      await client.setIntervalMining({ interval: 0 })
      try {
        return await use()
      } finally {
        await client.setIntervalMining({ interval: BLOCK_TIME_S })
      }
    },
    async mine(blocks) {
      await client.mine({ blocks })
      return client.getBlockNumber()
    },
    undoBlock: async () => void (await client.request({ method: 'anvil_reorg', params: [1, []] })),
    newTransfer: (wei) => newTransfer(client, chainId, wei),
    tokensOf: (wallet) =>
      client.readContract({
        address: contractAddress,
        abi: LTZ_ABI,
        functionName: 'balanceOf',
        args: [wallet],
      }),
  }
}

/** A wallet nobody has ever used. */
export function newWallet(): Address {
  return privateKeyToAccount(generatePrivateKey()).address
}

async function newTransfer(
  client: ReturnType<typeof clientOf>,
  chainId: number,
  wei: bigint,
): Promise<Transfer> {
  const customer = privateKeyToAccount(generatePrivateKey())
  const unsigned = { type: 'eip1559', chainId, nonce: 0, to: SHOP, value: wei, ...FEES } as const
  const serializedTransaction = await customer.signTransaction(unsigned)
  return {
    hash: keccak256(serializedTransaction),
    async send() {
      // A reorg takes the customer's money back too.
      await client.setBalance({ address: customer.address, value: 2n * wei })
      await client.sendRawTransaction({ serializedTransaction })
    },
  }
}
