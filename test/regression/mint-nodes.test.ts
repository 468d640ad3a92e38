import { expect, test } from 'vitest'
import { createChain } from '../../src/chain/chain.ts'
import { createMintChain } from '../../src/chain/mint-chain.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { startNode } from '../chain/support/scripted-node.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { mine, mineByHand, NO_REPLY, setFunds, withChain } from '../mint/support/chain-control.ts'
import {
  FEE_CAP,
  type Minting,
  newRequest,
  pumpUntilIdle,
  startMinting,
  statusOf,
} from '../mint/support/minting.ts'

const on = useTestChain()

const through = (minting: Minting, rpcUrl: string): Minting => {
  const { chainId } = on().chain
  const chain = createChain({ rpcUrls: [rpcUrl], chainId, contract: on().contract })
  return { ...minting, pump: { ...minting.pump, chain: createMintChain(chain, FEE_CAP) } }
}

test('a node that lags behind makes no mined mint look gone', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  await pumpPass(minting.pump)
  await pumpPass(minting.pump)
  expect(await statusOf(minting, request)).toBe('mined')
  // The same URL, now answered by a node some blocks behind: it has neither the receipt nor the block.
  const { minedBlock } = (await minting.outbox.openTransactions(minting.signer))[0] ?? {}
  const behind = (minedBlock ?? 0n) - 1n
  const lagging = await startNode({
    forwardTo: on().rpcUrl,
    answers: {
      eth_getTransactionReceipt: () => null,
      eth_getBlockByNumber: async ([tag]) => {
        const asked = String(tag)
        if (asked.startsWith('0x') && BigInt(asked) > behind) return null
        const number = asked.startsWith('0x') ? BigInt(asked) : behind
        const block = await on().control.request({
          method: 'eth_getBlockByNumber' as never,
          params: [`0x${number.toString(16)}`, false] as never,
        })
        return block
      },
    },
  })
  const report = await pumpPass(through(minting, lagging.rpcUrl).pump)
  expect({ vanished: report.vanished, status: await statusOf(minting, request) }).toEqual({
    vanished: 0,
    status: 'mined',
  })
})

test('a signer that nodes say cannot pay is paused, also where its balance would do without the fee of the layer below', async () => {
  const minting = await startMinting(on())
  await minting.outbox.requestMint(newRequest())
  // As op-geth says it: the data fee of L1 is on top of gas times price.
  const broke = withChain(minting, { broadcast: async () => ({ type: 'insufficient-funds' }) })
  await mineByHand(on())
  let pause: unknown
  for (let pass = 0; pass < 5; pass += 1) {
    ;({ pause } = await pumpPass(broke.pump))
    await mine(on(), 3)
  }
  const message = expect.stringMatching(/has \d+ wei, and needs up to \d+ for gas, but nodes say/)
  expect(pause).toMatchObject({ code: 'SIGNER_UNFUNDED', message })
  expect((await pumpPass(minting.pump)).pause).toBeUndefined()
  await pumpUntilIdle(minting, on())
})

test('a signer that has been given money goes on by itself, also when the reply to sending was lost', async () => {
  const minting = await startMinting(on())
  const first = newRequest()
  await minting.outbox.requestMint(first)
  await setFunds(on(), on().minter.address, 1n)
  expect((await pumpPass(minting.pump)).pause).toMatchObject({ code: 'SIGNER_UNFUNDED' })
  await setFunds(on(), on().minter.address, 10n ** 21n)
  const { broadcast } = minting.pump.chain
  const deaf = withChain(minting, { broadcast: async (raw) => (await broadcast(raw)) && NO_REPLY })
  await pumpPass(deaf.pump)
  const second = newRequest()
  await minting.outbox.requestMint(second)
  for (let pass = 0; pass < 6; pass += 1) {
    await mine(on(), 2)
    await pumpPass(minting.pump)
  }
  expect(await statusOf(minting, first)).toBe('final')
  expect(await statusOf(minting, second)).toBe('final')
})
