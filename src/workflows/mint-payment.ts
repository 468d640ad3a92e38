import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { MintEnd, MintInput } from '../activities/minting.ts'
import { searchValue } from '../domain/ids.ts'
import { CARRY_MINT } from './activity-options.ts'
import { failureOf, problemOf } from './problem.ts'
import { newRun } from './run.ts'
import { carry } from './story.ts'

const { mintForPayment } = proxyActivities<Activities>(CARRY_MINT)

/**
 * Carries one payment's mint to its end, for whoever asks. It never parks: those who asked do, and start it again once an
 * operator has decided.
 */
export function mintPayment(input: MintInput): Promise<MintEnd> {
  const { account, paymentId } = input
  const run = newRun({
    about: () => ({ account, paymentId, shown: [['Payment', account, paymentId]] }),
    offered: () => [],
    correct: async () => undefined,
  })
  const options = { ...CARRY_MINT, summary: `payment ${searchValue(paymentId)}` }
  return carry(run, async () => {
    try {
      return await mintForPayment.executeWithOptions(options, [input])
    } catch (error) {
      const failure = failureOf(error)
      if (failure === undefined) throw error
      return { problem: problemOf('mint', failure) }
    }
  })
}
