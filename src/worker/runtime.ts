import { DefaultLogger, type LogEntry, makeTelemetryFilterString, Runtime } from '@temporalio/worker'
import type { Logger } from '../logger.ts'
import { freePort } from '../stack/ports.ts'

/**
 * Temporal's runtime: one a process. It leaves signals to us (it would hold a process that cannot drain for ever), logs
 * into our lines, and serves its own metrics on the loopback address returned.
 */
export async function installRuntime(log: Logger): Promise<string> {
  // The exporter cannot say which port it was given: one is chosen for it.
  const address = `127.0.0.1:${await freePort()}`
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', (entry) => write(log, entry)),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
      metrics: { prometheus: { bindAddress: address } },
    },
  })
  return `http://${address}/metrics`
}

function write(log: Logger, { level, message, meta }: LogEntry): void {
  const { error, ...rest } = meta ?? {}
  const line = { ...rest, ...(error === undefined ? {} : { err: error }) }
  if (level === 'ERROR') log.error(line, message)
  else log.warn(line, message)
}
