import { startPostgres } from '../../../src/stack/postgres.ts'

const { url, pid } = await startPostgres({ dataDir: process.argv[2] ?? '' })
process.stdout.write(`${JSON.stringify({ url, pid })}\n`)
setInterval(() => undefined, 60_000)
