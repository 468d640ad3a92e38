import { setTimeout as delay } from 'node:timers/promises'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { NativeConnection } from '@temporalio/worker'
import type { Logger } from '../logger.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000

export interface Connected {
  readonly connection: NativeConnection
  readonly namespace: string
}

/**
 * Connects as Temporal's own settings say, however long the server takes to come up.
 * @throws AbortError when told to stop waiting
 */
export async function connect(log: Logger, stop: AbortSignal): Promise<Connected> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig()
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    stop.throwIfAborted()
    try {
      return { connection: await reach(connectionOptions, namespace), namespace }
    } catch (error) {
      log.warn({ address: connectionOptions.address, namespace, err: error }, 'waiting for Temporal')
      await delay(waitMs, undefined, { signal: stop })
    }
  }
}

/** A server that is up may not know the namespace yet: a worker would give up at once. */
async function reach(
  options: Parameters<typeof NativeConnection.connect>[0],
  namespace: string,
): Promise<NativeConnection> {
  const connection = await NativeConnection.connect(options)
  try {
    await connection.workflowService.describeNamespace({ namespace })
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}
