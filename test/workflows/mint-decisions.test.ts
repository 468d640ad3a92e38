import type { WorkflowHandle } from '@temporalio/client'
import { afterEach, expect, test } from 'vitest'
import { encodeMints, mintIdOf } from '../../src/chain/mint-call.ts'
import type { Decision } from '../../src/domain/decision.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { grantMinterTo, sendAs, setCaps } from '../mint/support/chain-control.ts'
import { keepHistory } from './support/keep-history.ts'
import {
  effectsOf,
  expectAllBooksAgree,
  mintOf,
  newWallet,
  paidForTokens,
  TOKENS,
  useMintHarness,
} from './support/minting.ts'
import { decision, openPark, type ParkRow, stateOf } from './support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain)

const MANY = 10n ** 27n
/** Of the embedded chain: who deployed the contract. */
const ADMIN = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'

afterEach(() => setCaps(chain(), MANY, 10n * MANY))

const decide = (
  handle: WorkflowHandle,
  park: ParkRow,
  fields: Partial<Decision> & Pick<Decision, 'decision'>,
) => handle.executeUpdate('decide', { args: [decision(park, fields)] })

test('a wallet that is none parks at mint; an operator names another, and the tokens go there', async () => {
  const harness = harnessed()
  const event = paidForTokens({ wallet: '0x12' })
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  expect(park).toMatchObject({ code: 'INVALID_WALLET', parkId: expect.stringMatching(/^mint-1-/) })
  expect(await effectsOf(harness, event)).toEqual([])
  const wallet = newWallet()
  await decide(handle, park, { decision: 'amend', patch: { wallet } })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: expect.stringMatching(/^0x/) })
  expect(await mintOf(harness, event)).toMatchObject({ to: wallet, amount: TOKENS })
  await expectAllBooksAgree(harness)
  await keepHistory(handle, 'mint-wallet-amended')
})

test('error: at mint only the wallet can be amended, and only to a wallet', async () => {
  const harness = harnessed()
  const handle = await harness.start(paidForTokens({ wallet: '0x12' }))
  const park = await openPark(harness, handle)
  const refused = async (patch: Decision['patch'] & object) =>
    await expect(decide(handle, park, { decision: 'amend', patch })).rejects.toMatchObject({
      cause: { type: 'INVALID_DECISION' },
    })
  await refused({ owner: 'user:9' })
  await refused({ wallet: `0x${'0'.repeat(40)}` })
  expect((await openPark(harness, handle)).parkId).toBe(park.parkId)
  await decide(handle, park, { decision: 'abort' })
})

test('more than the contract may mint parks; raised and retried, it is minted', async () => {
  const harness = harnessed()
  await setCaps(chain(), TOKENS - 1n, MANY)
  const event = paidForTokens()
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  expect(park).toMatchObject({ code: 'MINT_CAP_EXCEEDED' })
  await setCaps(chain(), MANY, MANY)
  await decide(handle, park, { decision: 'retry' })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: expect.stringMatching(/^0x/) })
  await expectAllBooksAgree(harness)
  await keepHistory(handle, 'mint-cap-raised')
})

test('a parked mint goes to another wallet when an operator says so', async () => {
  const harness = harnessed()
  await setCaps(chain(), TOKENS - 1n, MANY)
  const event = paidForTokens()
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  await setCaps(chain(), MANY, MANY)
  const wallet = newWallet()
  await decide(handle, park, { decision: 'amend', patch: { wallet } })
  await handle.result()
  expect(await mintOf(harness, event)).toMatchObject({ to: wallet })
  await expectAllBooksAgree(harness)
})

test.each(['skip', 'abort'] as const)(
  'a parked mint that an operator answers with %s is never minted',
  async (kind) => {
    const harness = harnessed()
    await setCaps(chain(), TOKENS - 1n, MANY)
    const event = paidForTokens()
    const handle = await harness.start(event)
    await decide(handle, await openPark(harness, handle), { decision: kind })
    await handle.result()
    await setCaps(chain(), MANY, MANY)
    expect(await effectsOf(harness, event)).toMatchObject([{ state: 'skipped' }])
    // The next payment is minted, and that one is not.
    await (await harness.start(paidForTokens())).result()
    expect(await mintOf(harness, event)).toMatchObject({ status: 'parked' })
    expect(await stateOf(harness, event.eventKey)).toBe(kind === 'skip' ? 'fulfilled' : 'aborted')
    await expectAllBooksAgree(harness)
  },
)

test('error: a mint whose id the chain has for another wallet parks; it cannot be sent elsewhere, and skip ends it', async () => {
  const harness = harnessed()
  const event = paidForTokens()
  await grantMinterTo(chain(), ADMIN)
  const taken = { id: mintIdOf(event), to: newWallet(), amount: TOKENS }
  await sendAs(chain(), ADMIN, chain().contract, encodeMints([taken]))
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  expect(park).toMatchObject({ code: 'EFFECT_CONFLICT', parkId: expect.stringMatching(/^mint-/) })
  const elsewhere = decide(handle, park, { decision: 'amend', patch: { wallet: newWallet() } })
  await expect(elsewhere).rejects.toMatchObject({
    cause: { message: expect.stringContaining('a transaction that carries it is out') },
  })
  await decide(handle, park, { decision: 'skip' })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['mint'] })
  expect(await effectsOf(harness, event)).toMatchObject([{ state: 'skipped' }])
  expect(await harness.ledger.drift()).toEqual([])
})
