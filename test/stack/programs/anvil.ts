import { startAnvil } from '../../../src/stack/anvil.ts'

const { rpcUrl, pid, contractAddress } = await startAnvil({ dataDir: process.argv[2] ?? '', blockTimeS: 0 })
process.stdout.write(`${JSON.stringify({ rpcUrl, pid, contractAddress })}\n`)
setInterval(() => undefined, 60_000)
