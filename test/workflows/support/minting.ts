import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Deps, Pumping } from '../../../src/activities/index.ts'
import { mintIdOf } from '../../../src/chain/mint-call.ts'
import type { PaidEvent } from '../../../src/domain/payment-event.ts'
import type { Policy } from '../../../src/domain/policy.ts'
import type { Mint } from '../../../src/mint/mint.ts'
import type { MintOutbox } from '../../../src/mint/outbox.ts'
import { readPolicy } from '../../../src/policy.ts'
import type { TestChain } from '../../chain/support/test-chain.ts'
import { paid } from './events.ts'
import { createHarness, type Harness } from './harness.ts'
import { createTestMinting } from './mint-parts.ts'

export interface MintHarness extends Harness {
  readonly outbox: MintOutbox
  readonly minting: NonNullable<Deps['minting']> & { readonly pump: Pumping }
  readonly on: TestChain
}

export const pumpIdOf = ({ chain, minter }: TestChain): string =>
  `mint-pump:${chain.chainId}:${minter.address.toLowerCase()}`

export const mintPolicy = (): Policy =>
  readPolicy({ endpoints: { stripe: { mint: { asset: 'LTZ', perUsd: '1000' } } } })

/** A harness whose workers mint on that chain, by its minter's key. */
export const createMintHarness = async (on: TestChain, policy = mintPolicy()): Promise<MintHarness> => {
  const harness = await createHarness(policy)
  const { pool, taskQueue, environment } = harness
  const { chainId, contract } = on.chain
  const { rpcUrl, minterKey } = on
  const parts = { pool, client: environment.client, taskQueue, rpcUrl, chainId, contract, minterKey }
  const { outbox, minting } = createTestMinting(parts)
  return {
    ...harness,
    outbox,
    minting,
    on,
    startWorker: (parts = {}) => harness.startWorker({ minting, ...parts }),
    async teardown() {
      // It would go on for the next harness on this chain, where no worker of its task queue is left.
      await environment.client.workflow
        .getHandle(pumpIdOf(on))
        .terminate('its test is over')
        .catch(() => undefined)
      await harness.teardown()
    },
  }
}

export const newWallet = (): `0x${string}` => `0x${randomBytes(20).toString('hex')}`

/** 19.99 USD for tokens, to a wallet of its own. */
export const paidForTokens = (fields: Partial<PaidEvent> = {}): PaidEvent =>
  paid({ wallet: newWallet(), ...fields })

/** 19.99 USD at 1000 for one. */
export const TOKENS = 19_990n * 10n ** 18n

export const mintOf = (
  { outbox }: MintHarness,
  { account, paymentId }: Pick<PaidEvent, 'account' | 'paymentId'>,
): Promise<Mint | null> => outbox.mint(mintIdOf({ account, paymentId }))

/** A block every moment, as a chain has them that others use too. Ends the returned function's call. */
export const keepMining = ({ control }: TestChain, everyMs = 150): (() => Promise<void>) => {
  let over = false
  const mining = (async () => {
    while (!over) {
      await control.mine({ blocks: 1 })
      await sleep(everyMs)
    }
  })()
  return async () => {
    over = true
    await mining
  }
}

/** Mints with workers of its own on the chain of this file, whose blocks come by themselves. */
export const useMintHarness = (on: () => TestChain, options: { readonly workers?: boolean } = {}) => {
  const stops: (() => Promise<void>)[] = []
  let harness: MintHarness | undefined
  beforeAll(async () => {
    harness = await createMintHarness(on())
    stops.push(harness.teardown, keepMining(on()))
    if (options.workers !== false) await harness.startWorker()
  })
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  return (): MintHarness => harness ?? expect.fail('it has not begun')
}

/** Tokens there are, everywhere they are counted: in the outbox, in the ledger, on the chain. */
export const expectAllBooksAgree = async ({ outbox, ledger, on }: MintHarness): Promise<void> => {
  const { chainId } = on.chain
  const supply = await on.chain.readTotalSupply('latest')
  const final = async () =>
    (await outbox.tally(chainId)).reduce(
      (sum, { status, amount }) => (status === 'final' ? sum + amount : sum),
      0n,
    )
  await expect.poll(final, SOON).toBe(supply)
  const minted = supply === 0n ? [] : [{ asset: 'LTZ', amount: supply.toString() }]
  await expect.poll(() => ledger.minted(chainId), SOON).toEqual(minted)
  expect(await ledger.drift()).toEqual([])
}

/** A chain takes its time, and so does a machine that does much else. */
export const SOON = { timeout: 40_000, interval: 100 }

export const effectsOf = async ({ ledger }: MintHarness, { account, paymentId }: PaidEvent) =>
  (await ledger.payment(account, paymentId))?.effects.map(({ effect, state, txHash }) => ({
    effect,
    state,
    txHash,
  }))
