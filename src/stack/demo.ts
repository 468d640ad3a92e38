import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { untilAborted } from './interruption.ts'
import { announce, print, serve } from './serve.ts'
import { tour } from './tour.ts'

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } })
const logFile = join(process.env.DATA_DIR || '.data', 'demo.log')
let logs: ReturnType<typeof createWriteStream> | undefined

/** The programs' own lines would bury the table: they go to a file. */
const toFile = (line: string): void => {
  logs ??= createWriteStream(logFile, { flags: 'a' })
  logs.write(`${line}\n`)
}

process.exit(
  await serve(toFile, async (quittance, interrupted) => {
    const wentWell = await Promise.race([tour(quittance, print), quittance.broken])
    announce(quittance)
    print(`  logs         ${logFile}`)
    if (values.once || !wentWell) return wentWell ? 0 : 1
    print('  Ctrl-C stops everything.')
    await untilAborted(interrupted, quittance.broken)
    return 0
  }),
)
