import { parseEther } from 'viem'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createNodes } from '../../../src/chain/nodes.ts'
import { observePresence } from '../../../src/chain/observe-presence.ts'
import { observeReceipt } from '../../../src/chain/observe-receipt.ts'
import { type Anvil, startAnvil } from '../../../src/stack/anvil.ts'
import { newWallet, tourChain } from '../../../src/stack/tour/chain.ts'
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch-folder.ts'

let dataDir: string
let anvil: Anvil
beforeAll(async () => {
  dataDir = makeScratchFolder()
  anvil = await startAnvil({ dataDir })
})
afterAll(async () => {
  await anvil?.stop()
  removeScratchFolder(dataDir)
})

test('by hand, a transfer is mined, undone as if it had never been, and mined again from the same bytes', async () => {
  const chain = tourChain(anvil)
  const nodes = createNodes([anvil.rpcUrl])
  const { hash, send } = await chain.newTransfer(parseEther('0.25'))
  await chain.byHand(async () => {
    await send()
    const block = await chain.mine(1)
    expect(await observeReceipt(nodes, hash)).toMatchObject({ receipt: { block: { number: block } } })

    await chain.undoBlock()
    expect(await observeReceipt(nodes, hash)).toEqual({ type: 'missing' })
    expect(await observePresence(nodes, hash)).toEqual({ type: 'absent' })

    await send()
    expect(await chain.mine(1)).toBe(block + 1n)
    expect(await observeReceipt(nodes, hash)).toMatchObject({
      receipt: { succeeded: true, block: { number: block + 1n } },
    })
  })
})

test('once the tour is done with it, or has failed, the chain goes on by itself', async () => {
  const chain = tourChain(anvil)
  const [node = expect.fail()] = createNodes([anvil.rpcUrl])
  const failing = chain.byHand(() => Promise.reject(new Error('half-way')))
  await expect(failing).rejects.toThrow('half-way')
  const before = await node.getBlockNumber()
  await vi.waitFor(async () => expect(await node.getBlockNumber()).toBeGreaterThan(before), 10_000)
})

test('a wallet nobody has used has no tokens', async () => {
  expect(await tourChain(anvil).tokensOf(newWallet())).toBe(0n)
})
