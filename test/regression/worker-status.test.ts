import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, inject, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { serviceEnv, startProgram } from '../support/service.ts'

test('a malformed request line to the status port does not end the worker', async () => {
  const database = await createTestDatabase()
  const worker = await startProgram(
    'worker',
    serviceEnv({
      databaseUrl: database.url,
      temporalAddress: inject('temporalAddress'),
      taskQueue: 'regression-status',
    }),
  )
  const port = Number(worker.ready.port)
  try {
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET // HTTP/1.1\r\nhost: worker\r\nconnection: close\r\n\r\n')
    await Promise.race([once(socket, 'close'), new Promise((done) => setTimeout(done, 3_000))])
    socket.destroy()
    const health = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)
    expect(health?.status).toBe(200)
  } finally {
    await worker.stop().catch(() => undefined)
    await database.drop()
  }
})
