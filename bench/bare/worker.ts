import { fileURLToPath, pathToFileURL } from 'node:url'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'

export const BARE_TASK_QUEUE = 'bench-bare'

export async function nothing(): Promise<void> {
  // Nothing: what is measured is Temporal.
}

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const connection = await NativeConnection.connect({
    address: process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233',
  })
  const worker = await Worker.create({
    connection,
    taskQueue: BARE_TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)),
    activities: { nothing },
  })
  process.stdout.write('{"msg":"worker ready"}\n')
  await worker.run()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
