import { expect, test } from 'vitest'
import { askEach, createNodes, type Nodes } from '../../src/chain/nodes.ts'
import { observePresence } from '../../src/chain/observe-presence.ts'
import { startMuteNode } from './support/mute-node.ts'
import { newMint, useTestChain } from './support/test-chain.ts'

const on = useTestChain()
const TIMEOUT_MS = 400

const timed = async (nodes: Nodes): Promise<{ answers: readonly string[]; isSlow: boolean }> => {
  const began = performance.now()
  const answers = await askEach(nodes, (node) => node.getChainId())
  return { answers: answers.map(({ type }) => type), isSlow: performance.now() - began >= TIMEOUT_MS }
}

test('one silent node among several is waited for once, and proves nothing while it is not asked', async () => {
  const nodes = createNodes([await startMuteNode(), on().rpcUrl], TIMEOUT_MS)
  const answers = ['failed', 'answer']
  expect(await timed(nodes)).toEqual({ answers, isSlow: true })
  expect(await timed(nodes)).toEqual({ answers, isSlow: false })
  expect(await observePresence(nodes, newMint().id)).toMatchObject({ type: 'unknown' })
})

test('the only node is asked again, however silent it was', async () => {
  const nodes = createNodes([await startMuteNode()], TIMEOUT_MS)
  for (let call = 0; call < 2; call += 1)
    expect(await timed(nodes)).toEqual({ answers: ['failed'], isSlow: true })
})
