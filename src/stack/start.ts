import { untilAborted } from './interruption.ts'
import { announce, print, serve } from './serve.ts'

process.exit(
  await serve(print, async (quittance, interrupted) => {
    announce(quittance)
    print('  Ctrl-C stops everything.')
    await untilAborted(interrupted, quittance.broken)
    return 0
  }),
)
