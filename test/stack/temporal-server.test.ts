import { Client, Connection } from '@temporalio/client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { identityOf } from '../../src/stack/process-identity.ts'
import { startTemporal, type TemporalServer } from '../../src/stack/temporal-server.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { startDoomedParent } from './doomed-parent.ts'

const withClient = async <T>(address: string, use: (client: Client) => Promise<T>): Promise<T> => {
  const connection = await Connection.connect({ address })
  try {
    return await use(new Client({ connection }))
  } finally {
    await connection.close()
  }
}

const program = new URL('./programs/temporal.ts', import.meta.url)
let dataDir: string
let server: TemporalServer | undefined

beforeAll(() => {
  dataDir = makeScratchFolder()
})
afterEach(async () => {
  await server?.stop()
  server = undefined
})
afterAll(() => removeScratchFolder(dataDir))

test('a Temporal orphaned by SIGKILL of its parent is replaced, and its workflows survive', async () => {
  const doomed = await startDoomedParent<{ address: string; pid: number }>(program, dataDir)
  await withClient(doomed.said.address, (client) =>
    client.workflow.start('neverRun', { workflowId: 'survivor', taskQueue: 'nobody' }),
  )
  await doomed.kill()
  expect(identityOf(doomed.said.pid)).toBeDefined()

  server = await startTemporal({ dataDir })
  expect(identityOf(doomed.said.pid)).toBeUndefined()
  const { status } = await withClient(server.address, (client) =>
    client.workflow.getHandle('survivor').describe(),
  )
  expect(status.name).toBe('RUNNING')
})

test('the UI answers once the server is said to be ready, and without it there is none', async () => {
  server = await startTemporal({ dataDir, namespace: 'shop' })
  const ui = await fetch(`${server.uiUrl}/api/v1/namespaces/shop/workflows`)
  expect(ui.status).toBe(200)
  await server.stop()
  server = await startTemporal({ dataDir, headless: true })
  expect(server.uiUrl).toBeUndefined()
})

test('error: a folder whose Temporal belongs to a living process is left alone', async () => {
  server = await startTemporal({ dataDir, headless: true })
  await expect(startTemporal({ dataDir, headless: true })).rejects.toThrow(`in use by process ${process.pid}`)
  expect(identityOf(server.pid)).toBeDefined()
})

test('error: a port that another program holds is not mistaken for our own server', async () => {
  server = await startTemporal({ dataDir, headless: true })
  const other = makeScratchFolder()
  const port = Number(server.address.split(':')[1])
  const second = startTemporal({ dataDir: other, headless: true, port })
  await expect(second).rejects.toThrow(
    `port ${port} is taken by another program: free it or set TEMPORAL_PORT`,
  )
  removeScratchFolder(other)
})
