import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import { afterEach, expect, test } from 'vitest'
import { useTestChain } from '../chain/support/test-chain.ts'
import { setFunds } from '../mint/support/chain-control.ts'
import { keepHistory } from './support/keep-history.ts'
import { expectAllBooksAgree, paidForTokens, pumpIdOf, SOON, useMintHarness } from './support/minting.ts'
import { activitiesOf, decision, detailsOf, openPark, parksOf } from './support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain)
const ETHER = 10n ** 18n

afterEach(() => setFunds(chain(), chain().minter.address, 1_000n * ETHER))

const pumpHandle = (): WorkflowHandle => harnessed().environment.client.workflow.getHandle(pumpIdOf(chain()))

const isIdle = async (): Promise<boolean> => {
  const { raw } = await pumpHandle().describe()
  return (raw.pendingActivities ?? []).length === 0 && raw.pendingWorkflowTask == null
}

test('a signer without funds parks its pump once; payments wait, and all are minted when it is given some', async () => {
  const harness = harnessed()
  await setFunds(chain(), chain().minter.address, 0n)
  const events = [paidForTokens(), paidForTokens(), paidForTokens()]
  const handles = await Promise.all(events.map((event) => harness.start(event)))
  const park = await openPark(harness, pumpHandle())
  expect(park).toMatchObject({ code: 'SIGNER_UNFUNDED', parkId: expect.stringMatching(/^mint-1-/) })
  const details = await detailsOf(pumpHandle())
  expect(details).toContain(chain().minter.address.toLowerCase())
  expect(details).toContain('`decision` is retry:')
  // Nobody but the pump asks for a person.
  expect((await Promise.all(handles.map((handle) => parksOf(harness, handle)))).flat()).toEqual([])
  const waits = async () => {
    const { raw } = await (handles[0] ?? expect.fail()).describe()
    return raw.pendingActivities?.[0]?.lastFailure?.message
  }
  await expect.poll(waits, SOON).toContain('SIGNER_UNFUNDED')
  await setFunds(chain(), chain().minter.address, ETHER)
  for (const handle of handles) expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await parksOf(harness, pumpHandle())).toMatchObject([{ closed: true }])
  await expectAllBooksAgree(harness)
  await expect.poll(isIdle, SOON).toBe(true)
  await keepHistory(pumpHandle(), 'pump-unfunded')
})

test('an operator who says retry has the pump look at once, and is asked again while nothing has changed', async () => {
  const harness = harnessed()
  await setFunds(chain(), chain().minter.address, 0n)
  const handle = await harness.start(paidForTokens())
  const first = await openPark(harness, pumpHandle())
  await pumpHandle().executeUpdate('decide', { args: [decision(first, { decision: 'retry' })] })
  const second = await openPark(harness, pumpHandle(), first)
  expect(second).toMatchObject({ code: 'SIGNER_UNFUNDED' })
  await setFunds(chain(), chain().minter.address, ETHER)
  await pumpHandle()
    .executeUpdate('decide', { args: [decision(second, { decision: 'retry' })] })
    // It may have seen the money by itself.
    .catch(() => undefined)
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  await expectAllBooksAgree(harness)
})

test('a pump at work has a short history, however long that takes, and looks again when it is woken', async () => {
  const harness = harnessed()
  await expect.poll(isIdle, SOON).toBe(true)
  const before = (await activitiesOf(pumpHandle())).length
  await (await harness.start(paidForTokens())).result()
  await expectAllBooksAgree(harness)
  await expect.poll(isIdle, SOON).toBe(true)
  expect((await activitiesOf(pumpHandle())).length - before).toBeLessThanOrEqual(3)
})

test('a chain that is away for a while holds mints up, and nothing else', async () => {
  const harness = harnessed()
  const { pid } = chain()
  process.kill(pid, 'SIGSTOP')
  const handle = await harness.start(paidForTokens())
  await sleep(2_000)
  process.kill(pid, 'SIGCONT')
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await parksOf(harness, handle)).toEqual([])
  await expectAllBooksAgree(harness)
})

test('a pump whose history has grown begins a new one, and takes its open park along', async () => {
  const harness = harnessed()
  await setFunds(chain(), chain().minter.address, 0n)
  const handle = await harness.start(paidForTokens())
  const park = await openPark(harness, pumpHandle())
  const { runId } = await pumpHandle().describe()
  const ballast = 'x'.repeat(100_000)
  await expect
    .poll(async () => {
      for (let n = 0; n < 10; n += 1) await pumpHandle().signal('wake', ballast)
      return (await pumpHandle().describe()).runId
    }, SOON)
    .not.toBe(runId)
  expect(await openPark(harness, pumpHandle())).toMatchObject({ parkId: park.parkId })
  await expect.poll(() => detailsOf(pumpHandle()), SOON).toContain(park.parkId)
  await setFunds(chain(), chain().minter.address, ETHER)
  const answer = pumpHandle().executeUpdate('decide', { args: [decision(park, { decision: 'retry' })] })
  await answer.catch(() => undefined)
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  await expect
    .poll(async () => (await parksOf(harness, pumpHandle())).every(({ closed }) => closed), SOON)
    .toBe(true)
  await expectAllBooksAgree(harness)
})
