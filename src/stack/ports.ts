import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

const LOOPBACK = '127.0.0.1'

const listenOnce = async (port: number): Promise<number> => {
  const server = createServer()
  server.listen(port, LOOPBACK)
  await once(server, 'listening')
  const { port: taken } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return taken
}

export const freePort = (): Promise<number> => listenOnce(0)

/** The port a person expects when nobody holds it, else any free one. */
export const preferPort = (port: number): Promise<number> => listenOnce(port).catch(freePort)

/** Throws when another program holds the port: asked there whether it is ready, that one would answer. */
export const assertFree = async (port: number | undefined, setting: string): Promise<void> => {
  if (port === undefined) return
  await listenOnce(port).catch((cause: unknown) => {
    throw new Error(`port ${port} is taken by another program: free it or set ${setting}`, { cause })
  })
}
