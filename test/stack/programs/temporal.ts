import { startTemporal } from '../../../src/stack/temporal-server.ts'

const { address, pid } = await startTemporal({ dataDir: process.argv[2] ?? '' })
process.stdout.write(`${JSON.stringify({ address, pid })}\n`)
setInterval(() => undefined, 60_000)
