import { parseArgs } from 'node:util'
import { guidesLoadTest } from './ab.ts'
import { benchEventLog } from './event-log.ts'
import { median } from './load.ts'
import { benchMint } from './mint.ts'
import type { BareFigures, Figures, ServiceFigures } from './scenarios.ts'
import { bareWorkflow, historyEvents, inboxOnly, service } from './scenarios.ts'
import type { System } from './system.ts'
import { startSystem } from './system.ts'

/** Everything of one run, on one set of fresh servers: only figures of one run are compared with each other. */
interface Run {
  readonly inboxAt20: Figures
  readonly bareAt20: BareFigures
  readonly at20: ServiceFigures
  readonly at5: ServiceFigures
  readonly bareSaturated: BareFigures
  readonly saturated10: ServiceFigures
  readonly saturated100: ServiceFigures
  readonly inboxSaturated: Figures
  readonly historyEvents: number
  readonly guide: string | undefined
}

const say = (line: string) => process.stdout.write(`${line}\n`)

async function measure(system: System): Promise<Run> {
  await service(system, { concurrency: 5 }, 50)
  await bareWorkflow(system, { concurrency: 5 }, 50)
  await inboxOnly(system, { concurrency: 5 }, 50)
  return {
    inboxAt20: await inboxOnly(system, { perSecond: 20 }, 300),
    bareAt20: await bareWorkflow(system, { perSecond: 20 }, 300),
    at20: await service(system, { perSecond: 20 }, 300),
    at5: await service(system, { perSecond: 5 }, 60),
    bareSaturated: await bareWorkflow(system, { concurrency: 10 }, 400),
    saturated10: await service(system, { concurrency: 10 }, 400),
    saturated100: await service(system, { concurrency: 100 }, 400),
    inboxSaturated: await inboxOnly(system, { concurrency: 10 }, 1000),
    historyEvents: await historyEvents(system),
    guide: await guidesLoadTest(system),
  }
}

const ms = (value: number) => value.toFixed(1)

function row(name: string, figures: Figures): string {
  const { answersPerS, answerP50, answerP99, donePerS, doneP50, doneP99 } = figures
  const done = Number.isNaN(doneP50) ? '–' : `${ms(doneP50)} / ${ms(doneP99)}`
  return `| ${name} | ${ms(answersPerS)} | ${ms(answerP50)} / ${ms(answerP99)} | ${Number.isNaN(doneP50) ? '–' : ms(donePerS)} | ${done} |`
}

function cpu({ cpuMsPerEvent }: BareFigures): string {
  return Object.entries(cpuMsPerEvent)
    .map(([name, used]) => `${name} ${ms(used)}`)
    .join(' · ')
}

function report(run: Run): void {
  say('| | answers/s | answer p50 / p99 ms | done/s | done p50 / p99 ms |')
  say('|---|---|---|---|---|')
  say(row('inbox only, 20/s', run.inboxAt20))
  say(row('bare workflow, 20/s', run.bareAt20))
  say(row('**service, 20/s**', run.at20))
  say(row('service, 5/s', run.at5))
  say(row('bare workflow, saturated', run.bareSaturated))
  say(row('**service, saturated, 10 at once**', run.saturated10))
  say(row('service, saturated, 100 at once', run.saturated100))
  say(row('inbox only, saturated, 10 at once', run.inboxSaturated))
  say(
    `CPU ms per event at 20/s: ${cpu(run.at20)}; saturated: ${cpu(run.saturated10)}; bare, saturated: ${cpu(run.bareSaturated)}`,
  )
  say(`history events per payment: ${run.historyEvents}`)
  say(`ab -n 1000 -c 10 (Rach's guide): ${run.guide ?? 'ab is not installed'}`)
}

/** What issue-sized promises are made of: ratios within one run. */
const RATIOS: Readonly<Record<string, (run: Run) => number>> = {
  'answer p99 at 20/s ÷ inbox only (≤ 3)': ({ at20, inboxAt20 }) => at20.answerP99 / inboxAt20.answerP99,
  'credited p99 at 20/s ÷ bare workflow (≤ 2)': ({ at20, bareAt20 }) => at20.doneP99 / bareAt20.doneP99,
  'fulfilled/s saturated ÷ bare workflow (≥ 0.8)': ({ saturated10, saturated100, bareSaturated }) =>
    Math.max(saturated10.donePerS, saturated100.donePerS) / bareSaturated.donePerS,
  lost: ({ at20, at5, saturated10, saturated100 }) =>
    at20.lost + at5.lost + saturated10.lost + saturated100.lost,
  doubled: ({ at20, at5, saturated10, saturated100 }) =>
    at20.doubled + at5.doubled + saturated10.doubled + saturated100.doubled,
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { runs: { type: 'string', default: '1' } },
    allowPositionals: true,
  })
  if (positionals[0] === 'mint') return benchMint(say)
  if (positionals[0] === 'event-log') return benchEventLog(say)
  const runs: Run[] = []
  for (let n = 1; n <= Number(values.runs); n++) {
    const system = await startSystem()
    try {
      runs.push(await measure(system))
    } finally {
      await system.stop()
    }
    say(`\n## Run ${n}`)
    report(runs[n - 1] as Run)
  }
  say(`\n## Median of ${runs.length} (min – max)`)
  for (const [name, ratio] of Object.entries(RATIOS)) {
    const values = runs.map(ratio)
    say(
      `${name}: ${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} – ${Math.max(...values).toFixed(2)})`,
    )
  }
}

await main()
