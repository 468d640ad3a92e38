import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { identityOf } from '../../src/stack/process-identity.ts'
import { makeScratchFolder, removeScratchFolder, sweepScratchFolders } from '../support/scratch-folder.ts'
import { startDoomedParent } from './doomed-parent.ts'

const program = new URL('./programs/scratch.ts', import.meta.url)

test('what a killed test run left is stopped and removed by the next; what a living one uses is not', async () => {
  const living = makeScratchFolder()
  const { said, kill } = await startDoomedParent<{ folder: string; pid: number }>(program, '')
  await sweepScratchFolders()
  expect(identityOf(said.pid)).toBeDefined()
  await kill()
  await sweepScratchFolders()
  expect(identityOf(said.pid)).toBeUndefined()
  expect(existsSync(said.folder)).toBe(false)
  expect(existsSync(living)).toBe(true)
  removeScratchFolder(living)
})
