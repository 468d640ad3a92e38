import { randomInt } from 'node:crypto'
import { preferPort } from '../../src/stack/ports.ts'

/**
 * A free port below the range that systems take for outgoing connections (from 32768 on Linux, 49152 elsewhere): nobody's
 * connection gets it while its server is being started again, not even one that asks whether the server is back.
 */
export const stablePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if ((await preferPort(port)) === port) return port
  }
}
