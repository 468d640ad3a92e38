import { mkdir, rename, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { inject } from 'vitest'

const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url))

const build = async (path: string, lock: string): Promise<void> => {
  try {
    const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') })
    await writeFile(`${path}.tmp`, code)
    await rename(`${path}.tmp`, path)
  } finally {
    await rmdir(lock)
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The workflows as one file, built by the first test file that asks; the others wait for it. */
export const workflowBundlePath = async (): Promise<string> => {
  const path = join(inject('runFolder'), 'workflows.js')
  const lock = `${path}.lock`
  while (!(await exists(path))) {
    const mine = await mkdir(lock).then(
      () => true,
      () => false,
    )
    if (!mine) await sleep(100)
    else await build(path, lock)
  }
  return path
}
