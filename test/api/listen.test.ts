import { Agent, get, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { expect, test } from 'vitest'
import { listen } from '../../src/api/listen.ts'

const app = express()
app.get('/', (_request, response) => {
  response.send('at once')
})
app.get('/slow', async (_request, response) => {
  await sleep(400)
  response.send('late')
})
app.get('/slower', async (_request, response) => {
  await sleep(1_600)
  response.send('later')
})
app.post('/', express.raw({ type: () => true }), (_request, response) => {
  response.send('read')
})

const textOf = (url: string, agent?: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = ''
      response.on('data', (part: Buffer) => {
        text += part.toString()
      })
      response.on('end', () => resolve(text))
    }).on('error', reject)
  })

test('a request that does not arrive in time is given up', async () => {
  const server = await listen(app, 0, 500)
  const answer = new Promise<number | undefined>((resolve, reject) => {
    const slow = request(
      `http://127.0.0.1:${server.port}/`,
      { method: 'POST', headers: { 'content-length': 10 } },
      (response) => resolve(response.resume().statusCode),
    )
    slow.on('error', reject)
    slow.write('half')
  })
  expect(await answer).toBe(408)
  await server.close()
})

test('an answer may take longer than a request may take to arrive', async () => {
  const server = await listen(app, 0, 300)
  expect(await textOf(`http://127.0.0.1:${server.port}/slower`)).toBe('later')
  await server.close()
})

test('closing answers what is open, keeps no idle connection, and takes no new one', async () => {
  const server = await listen(app, 0)
  const url = `http://127.0.0.1:${server.port}`
  const agent = new Agent({ keepAlive: true })
  await textOf(`${url}/`, agent)
  const open = textOf(`${url}/slow`, agent)
  await sleep(100)
  const began = Date.now()
  const closed = server.close()
  await expect(textOf(`${url}/`)).rejects.toThrow('ECONNREFUSED')
  expect(await open).toBe('late')
  await closed
  // Node would wait five seconds for a kept-alive connection.
  expect(Date.now() - began).toBeLessThan(3_000)
  agent.destroy()
})
