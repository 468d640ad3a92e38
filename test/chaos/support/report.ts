import { table } from '../../../src/cli/table.ts'
import { formatMinor } from '../../../src/domain/money.ts'
import type { SystemChaosPlan } from './plan.ts'
import type { ChaosOutcome } from './system-chaos.ts'

const LTZ_SCALE = 18
const ltz = (amount: bigint): string => `${formatMinor(amount, LTZ_SCALE).replace(/\.?0+$/, '')} LTZ`

/** The run in two tables: what was done to the service, and what became of the payments. */
export const reportOf = (plan: SystemChaosPlan, outcome: ChaosOutcome): string => {
  const { counts, comparison, unfinished, brokenWorkflows, fallen, seconds } = outcome
  const { kills } = counts
  const fire = table(
    [
      'seed',
      'payments',
      'deliveries',
      'sent again',
      'kills',
      'lost replies',
      'reorgs',
      'wipes',
      'blocks',
      'seconds',
    ],
    [
      [
        plan.seed,
        plan.payments,
        counts.deliveries,
        counts.refused,
        `${kills.worker} workers, ${kills.api} APIs, ${kills.temporal} Temporal`,
        `${counts.lostReplies} of ${counts.calls}`,
        counts.reorgs,
        counts.wipes,
        counts.blocks,
        `${seconds.ready} to be ready, ${seconds.sent} sent, ${seconds.killed} killed, ${seconds.done} done`,
      ].map(String),
    ],
  )
  const found = table(
    ['compared', 'found'],
    [
      ['minted twice, wallets', String(comparison.doubled)],
      ['minted too little, wallets', String(comparison.missing)],
      ['wrong balances, owners', String(comparison.wrongBalances.length)],
      ['assets not in balance', String(comparison.unbalanced)],
      ['drift', String(comparison.drift)],
      ['asked for', ltz(comparison.asked)],
      ['minted, by the ledger', ltz(comparison.inLedger)],
      ['minted, by the outbox', ltz(comparison.inOutbox)],
      ['minted, by the chain', ltz(comparison.onChain)],
      ['mints with a transaction on chain', `${comparison.proven} of ${comparison.mints}`],
      ['workflows failed', String(brokenWorkflows.length)],
      ['programs fallen by themselves', String(fallen.length)],
      ['unfinished', String(unfinished.length)],
    ],
  )
  const details = [...comparison.wrongBalances, ...brokenWorkflows, ...unfinished].slice(0, 40)
  return [fire, '', found, ...(details.length === 0 ? [] : ['', ...details]), ''].join('\n')
}
