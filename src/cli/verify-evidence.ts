import { apiClient } from './api-client.ts'
import { type Difference, differencesOf, faultOf } from './compare-bundles.ts'
import { cliEnvironment } from './environment.ts'
import { asBundle, type Bundle, readBundle } from './evidence-file.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { table } from './table.ts'

export interface VerifyOptions {
  readonly url?: string
  readonly json?: boolean
}

/** Recomputes a bundle; then, where the service is there, asks it whether it still says the same. */
export async function verifyEvidence(io: Io, file: string, options: VerifyOptions): Promise<void> {
  const bundle = readBundle(file)
  const fault = faultOf(bundle)
  if (fault !== undefined) throw new CliError(`${file}: ${fault}`, EXIT.refused)
  const today = await todaysBundle(io, bundle, options.url)
  const differences = today === undefined ? undefined : differencesOf(bundle, today)
  if (options.json)
    io.print(JSON.stringify({ head: bundle.head, count: bundle.count, differences: differences ?? null }))
  else show(io, bundle, differences)
  if (differences !== undefined && differences.length > 0)
    throw new CliError('the service says otherwise by now', EXIT.refused)
}

/** Undefined where nobody is there to ask: what a bundle says of itself can be judged without. */
async function todaysBundle(
  io: Io,
  { account, paymentId }: Bundle,
  url: string | undefined,
): Promise<Bundle | undefined> {
  if (cliEnvironment(io).OPERATOR_API_KEY === undefined) return undefined
  const path = `/payments/${encodeURIComponent(account)}/${encodeURIComponent(paymentId)}/evidence`
  try {
    return asBundle((await apiClient(io, url)('GET', path)).body, 'the answer of the service')
  } catch (error) {
    if (error instanceof CliError && error.exitCode === EXIT.unreachable) return undefined
    throw error
  }
}

function show(io: Io, { head, count }: Bundle, differences: readonly Difference[] | undefined): void {
  io.print(`${count} entries fit the head ${head}`)
  if (differences === undefined)
    io.note('not compared with the service: it does not answer, or OPERATOR_API_KEY is not set')
  else if (differences.length === 0) io.print('the service says the same')
  else io.print(table(['WHAT', 'OF', 'DETAIL'], differences.map(rowOf)))
}

function rowOf({ what, of, detail }: Difference): string[] {
  return [what, of, detail]
}
