import { existsSync } from 'node:fs'
import { interruption, untilAborted } from './interruption.ts'
import { type Quittance, startQuittance } from './quittance.ts'
import { stackSettings } from './settings.ts'

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const announce = ({ apiUrl, uiUrl, secretsFile }: Quittance): void => {
  print('')
  print(`  webhooks     ${apiUrl}/webhooks/<endpoint>`)
  print(`  operator API ${apiUrl}/v1`)
  if (uiUrl) print(`  Temporal UI  ${uiUrl}`)
  print(`  secrets      ${secretsFile} (those your environment does not set)`)
  print('  Ctrl-C stops everything.')
  print('')
}

const main = async (): Promise<void> => {
  const signal = interruption()
  if (existsSync('.env')) process.loadEnvFile('.env')
  const settings = await stackSettings(process.env)
  const quittance = await startQuittance({ ...settings, env: process.env, say: print, log: print, signal })
  announce(quittance)
  try {
    await untilAborted(signal, quittance.broken)
  } finally {
    print('stopping …')
    await quittance.stop()
  }
}

const complain = (error: unknown): number => {
  const interrupted = error instanceof Error && error.message === 'interrupted'
  if (!interrupted) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return interrupted ? 0 : 1
}

process.exit(await main().then(() => 0, complain))
