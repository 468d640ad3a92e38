import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityOf } from '../../src/stack/process-identity.ts'
import { type ServiceOptions, startService } from '../../src/stack/processes.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { startDoomedParent } from './doomed-parent.ts'

const parent = new URL('./programs/parent-of-service.ts', import.meta.url)
let dataDir: string
beforeAll(() => {
  dataDir = makeScratchFolder()
})
afterAll(() => removeScratchFolder(dataDir))

const service = (behaviour: string, more: Partial<ServiceOptions> = {}): ServiceOptions => ({
  name: 'worker',
  program: new URL('./programs/service.ts', import.meta.url),
  dataDir,
  env: { ...process.env, BEHAVIOUR: behaviour },
  ready: 'listening',
  log: () => undefined,
  ...more,
})

test('a program is ready when it says so, and may end in its own way', async () => {
  const lines: string[] = []
  const { ready, pid, stop } = await startService(service('good', { log: (line) => lines.push(line) }))
  expect(ready).toMatchObject({ port: 4711 })
  await stop()
  expect(identityOf(pid)).toBeUndefined()
  const said = () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg)
  // Its last line may be read a moment after its end.
  await expect.poll(said).toEqual(['listening', 'stopped cleanly'])
})

test('a program that does not listen to SIGTERM is killed when its grace is over', async () => {
  const { pid, stop } = await startService(service('stubborn', { graceMs: 300 }))
  await stop()
  expect(identityOf(pid)).toBeUndefined()
})

test('error: a program that ends before it is ready fails the start', async () => {
  await expect(startService(service('broken'))).rejects.toThrow('the worker ended (1)')
})

test('a program that ends unasked is noticed', async () => {
  const { pid, exited, stop } = await startService(service('good'))
  process.kill(pid, 'SIGKILL')
  await expect(exited).rejects.toThrow('the worker ended (SIGKILL)')
  await stop()
})

test('a program orphaned by SIGKILL of its parent is stopped before the next is started', async () => {
  const doomed = await startDoomedParent<{ pid: number }>(parent, dataDir)
  await doomed.kill()
  expect(identityOf(doomed.said.pid)).toBeDefined()
  const { stop } = await startService(service('good'))
  expect(identityOf(doomed.said.pid)).toBeUndefined()
  await stop()
})
