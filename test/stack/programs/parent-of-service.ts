import { startService } from '../../../src/stack/processes.ts'

const { pid } = await startService({
  name: 'worker',
  program: new URL('./service.ts', import.meta.url),
  dataDir: process.argv[2] ?? '',
  env: process.env,
  ready: 'listening',
  log: () => undefined,
})
process.stdout.write(`${JSON.stringify({ pid })}\n`)
