import { readFileSync } from 'node:fs'
import { type Hex, parseAbi } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { expect, test } from 'vitest'
import { createChain } from '../../src/chain/chain.ts'
import { deployLtz, grantMinter } from '../../src/chain/deploy-ltz.ts'
import { createMintChain } from '../../src/chain/mint-chain.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { mineByHand } from '../mint/support/chain-control.ts'
import {
  FEE_CAP,
  type Minting,
  newRequest,
  pumpUntilIdle,
  startMinting,
  statusOf,
} from '../mint/support/minting.ts'

const on = useTestChain()
const admin = mnemonicToAccount('test test test test test test test test test test test junk')
const TOKEN = parseAbi(['function balanceOf(address) view returns (uint256)'])

/** A new LTZ_ADDRESS, as after a redeployment; the worker is started with it. */
const withNewContract = async (minting: Minting): Promise<{ later: Minting; contract: Hex }> => {
  const { nodes, chain, minter, rpcUrl } = on()
  const { bytecode } = JSON.parse(
    readFileSync(new URL('../../contracts/LTZ.json', import.meta.url), 'utf8'),
  ) as { bytecode: Hex }
  const sender = {
    chainId: chain.chainId,
    signer: { address: admin.address, sign: admin.signTransaction },
  }
  const contract = await deployLtz(nodes, sender, bytecode)
  await grantMinter(nodes, sender, contract, minter.address)
  const renewed = createChain({ rpcUrls: [rpcUrl], chainId: chain.chainId, contract })
  return {
    contract,
    later: { ...minting, pump: { ...minting.pump, chain: createMintChain(renewed, FEE_CAP) } },
  }
}

const tokensOf = async (contracts: readonly Hex[], wallet: Hex): Promise<bigint> => {
  const balances = await Promise.all(
    contracts.map((address) =>
      on().control.readContract({ address, abi: TOKEN, functionName: 'balanceOf', args: [wallet] }),
    ),
  )
  return balances.reduce((sum, balance) => sum + balance, 0n)
}

test('what the contract of its day has minted stays minted when LTZ_ADDRESS becomes another', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  await pumpPass(minting.pump)
  await pumpPass(minting.pump)
  expect(await minting.outbox.mint(request.id)).toMatchObject({ status: 'mined' })
  const { later, contract } = await withNewContract(minting)
  await pumpUntilIdle(later, on())
  const { status, problem } = (await minting.outbox.mint(request.id)) ?? {}
  // What an operator is offered, and at three in the morning sends.
  await minting.outbox.resumeMint(request.id)
  await pumpUntilIdle(later, on())
  expect({ status, problem, tokens: await tokensOf([on().contract, contract], request.to) }).toEqual({
    status: 'final',
    problem: undefined,
    tokens: request.amount,
  })
})

test('a transaction that is on its way to the old contract is judged by the old contract', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  const { later, contract } = await withNewContract(minting)
  await mineByHand(on())
  await minting.outbox.requestMint(request)
  await pumpPass(minting.pump)
  await pumpUntilIdle(later, on())
  const { status } = (await minting.outbox.mint(request.id)) ?? {}
  await minting.outbox.resumeMint(request.id)
  await pumpUntilIdle(later, on())
  expect({ status, tokens: await tokensOf([on().contract, contract], request.to) }).toEqual({
    status: 'final',
    tokens: request.amount,
  })
})

test('what nothing was sent for yet goes to the new contract', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  const { later, contract } = await withNewContract(minting)
  expect(await pumpPass(later.pump)).toMatchObject({ reserved: 0, requested: 0 })
  await minting.outbox.requestMint({ ...request, contract })
  await pumpUntilIdle(later, on())
  expect(await statusOf(minting, request)).toBe('final')
  expect(await tokensOf([contract], request.to)).toBe(request.amount)
})

test('error: what was once on its way to the old contract is not minted at the new one', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  const { later, contract } = await withNewContract(minting)
  await mineByHand(on())
  await minting.outbox.requestMint(request)
  await pumpPass(minting.pump)
  const [waiting] = await minting.outbox.openTransactions(minting.signer)
  await minting.outbox.cancelTransaction(minting.signer, waiting?.nonce ?? -1)
  await pumpUntilIdle(later, on())
  expect(await statusOf(minting, request)).toBe('requested')
  await expect(minting.outbox.requestMint({ ...request, contract })).rejects.toMatchObject({
    code: 'EFFECT_CONFLICT',
    message: expect.stringContaining('set LTZ_ADDRESS back and retry'),
  })
  await pumpUntilIdle(minting, on())
  expect(await statusOf(minting, request)).toBe('final')
  expect(await tokensOf([on().contract, contract], request.to)).toBe(request.amount)
})
