import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { workflowBundlePath } from '../../support/workflow-bundle.ts'
import type { Harness } from './harness.ts'

/** A worker process that is killed after its effect and before its acknowledgement. */
export const startDoomed = async (
  program: URL,
  { databaseUrl, taskQueue }: Pick<Harness, 'databaseUrl' | 'taskQueue'>,
  env: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> =>
  spawn(process.execPath, ['--import', 'tsx', fileURLToPath(program)], {
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      DATABASE_URL: databaseUrl,
      TASK_QUEUE: taskQueue,
      BUNDLE: await workflowBundlePath(),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
