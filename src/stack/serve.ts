import { existsSync } from 'node:fs'
import { interruption } from './interruption.ts'
import { type Quittance, startQuittance } from './quittance.ts'
import { stackSettings } from './settings.ts'

export const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** Where everything is that now runs. */
export const announce = ({ apiUrl, uiUrl, chain, mail, secretsFile }: Quittance): void => {
  print('')
  print(`  webhooks     ${apiUrl}/webhooks/<endpoint>`)
  print(`  operator API ${apiUrl}/v1`)
  print(`  console      ${apiUrl}/console (log in with OPERATOR_API_KEY)`)
  if (uiUrl) print(`  Temporal UI  ${uiUrl}`)
  if (chain) print(`  chain        ${chain.rpcUrl} (id ${chain.chainId}), LTZ at ${chain.contractAddress}`)
  if (mail) print(`  mails        ${mail.uiUrl}`)
  print(`  secrets      ${secretsFile} (those your environment does not set)`)
  print('')
}

/**
 * Starts the whole service, uses it, and stops all of it again, whatever happens. Resolves with the exit code. `own` comes
 * before what the environment sets.
 */
export const serve = async (
  log: (line: string) => void,
  use: (quittance: Quittance, interrupted: AbortSignal) => Promise<number>,
  own: NodeJS.ProcessEnv = {},
): Promise<number> => {
  try {
    return await started(log, use, own)
  } catch (error) {
    if (error instanceof Error && error.message === 'interrupted') return 0
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

const started: typeof serve = async (log, use, own) => {
  const signal = interruption()
  if (existsSync('.env')) process.loadEnvFile('.env')
  const settings = await stackSettings(process.env)
  const env = { ...process.env, ...own }
  const quittance = await startQuittance({ ...settings, env, say: print, log, signal })
  try {
    return await use(quittance, signal)
  } finally {
    print('stopping …')
    await quittance.stop()
  }
}
