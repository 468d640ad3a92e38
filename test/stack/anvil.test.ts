import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicClient, createTestClient, http, keccak256, toHex } from 'viem'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createChain } from '../../src/chain/chain.ts'
import { offerFees } from '../../src/chain/fees.ts'
import { encodeMints, gasLimitOf } from '../../src/chain/mint-call.ts'
import { signTransaction } from '../../src/chain/sign-transaction.ts'
import { createSigner } from '../../src/chain/signer.ts'
import { type Anvil, type AnvilOptions, startAnvil } from '../../src/stack/anvil.ts'
import { identityOf } from '../../src/stack/process-identity.ts'
import { stopProcess } from '../../src/stack/stop-process.ts'
import { waitUntil } from '../../src/stack/wait-until.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { startDoomedParent } from './doomed-parent.ts'

const program = new URL('./programs/anvil.ts', import.meta.url)
let dataDir: string
let anvil: Anvil | undefined

beforeAll(() => {
  dataDir = makeScratchFolder()
})
afterEach(async () => {
  await anvil?.stop()
  anvil = undefined
})
afterAll(() => removeScratchFolder(dataDir))

const start = async (options: Partial<AnvilOptions> = {}): Promise<Anvil> => {
  anvil = await startAnvil({ dataDir, blockTimeS: 0, ...options })
  return anvil
}
const chainOf = ({ rpcUrl, chainId, contractAddress }: Anvil) =>
  createChain({ rpcUrls: [rpcUrl], chainId, contract: contractAddress })
const clientOf = ({ rpcUrl }: Pick<Anvil, 'rpcUrl'>) =>
  createPublicClient({ transport: http(rpcUrl), cacheTime: 0 })

let count = 0
const mintSome = async (on: Anvil): Promise<void> => {
  const [chain, signer] = [chainOf(on), createSigner(on.minterKey)]
  count += 1
  const one = { id: keccak256(toHex(`mint ${count}`)), to: signer.address, amount: 5n }
  const nonce = await chain.readNonce(signer.address, 'latest')
  const call = { to: on.contractAddress, data: encodeMints([one]), gasLimit: gasLimitOf([one]) }
  const fees = offerFees(await chain.readFeeMarket(), 10n ** 18n)
  const { raw } = await signTransaction(signer, { chainId: on.chainId, nonce, ...call }, fees)
  expect(await chain.broadcast(raw)).toEqual({ type: 'accepted' })
  await waitUntil(async () => expect(await chain.observeMint(one, 'latest')).toEqual({ type: 'minted' }), {
    what: 'the mint',
    timeoutMs: 10_000,
  })
}

test('the chain and its contract survive being stopped; nothing is deployed twice', async () => {
  const first = await start()
  await mintSome(first)
  const block = await clientOf(first).getBlock()
  await first.stop()
  const second = await start()
  expect(second.contractAddress).toBe(first.contractAddress)
  expect((await clientOf(second).getBlock()).hash).toBe(block.hash)
  expect(await chainOf(second).readTotalSupply('latest')).toBe(5n)
})

test('a chain orphaned by SIGKILL of its parent is replaced by one that goes on where it was', async () => {
  const doomed = await startDoomedParent<{ rpcUrl: string; pid: number }>(program, dataDir)
  const height = await clientOf(doomed.said).getBlockNumber()
  await createTestClient({ mode: 'anvil', transport: http(doomed.said.rpcUrl) }).mine({ blocks: 3 })
  await doomed.kill()
  expect(identityOf(doomed.said.pid)).toBeDefined()

  const next = await start()
  expect(identityOf(doomed.said.pid)).toBeUndefined()
  expect(await clientOf(next).getBlockNumber()).toBe(height + 3n)
})

test('a state that was being written when the machine died is replaced by the last good one', async () => {
  const first = await start()
  await first.stop()
  const second = await start()
  const height = await clientOf(second).getBlockNumber()
  await mintSome(second)
  const dying = identityOf(second.pid) ?? expect.fail('it runs')
  process.kill(second.pid, 'SIGKILL')
  await stopProcess(dying, [], 5_000)
  truncateSync(join(dataDir, 'anvil/state.json'), 100)

  const third = await start()
  expect(third.contractAddress).toBe(first.contractAddress)
  expect(await clientOf(third).getBlockNumber()).toBe(height)
})

test('blocks come by themselves, and what is mined becomes final without further transactions', async () => {
  const chain = chainOf(await start({ blockTimeS: 1 }))
  const before = await chain.observeHeads()
  if (before.type !== 'known') return expect.fail(before.reason)
  await waitUntil(
    async () => {
      const now = await chain.observeHeads()
      expect(now.type === 'known' && now.heads.finalized > before.heads.latest).toBe(true)
    },
    { what: 'finality', timeoutMs: 15_000 },
  )
})

test('error: a folder whose chain belongs to a living process is left alone', async () => {
  const { pid } = await start()
  await expect(startAnvil({ dataDir })).rejects.toThrow(`in use by process ${process.pid}`)
  expect(identityOf(pid)).toBeDefined()
})

test('error: a port that another program holds is not mistaken for our own chain', async () => {
  const { rpcUrl } = await start()
  const other = makeScratchFolder()
  const second = startAnvil({ dataDir: other, port: Number(new URL(rpcUrl).port) })
  await expect(second).rejects.toThrow(/is taken by another program: free it or set ANVIL_PORT/)
  removeScratchFolder(other)
})
