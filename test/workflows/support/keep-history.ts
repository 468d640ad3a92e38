import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'

export const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url))

/** What of a machine must not be kept: who ran it, and where its files were. */
const withoutMachine = (json: string): string =>
  json
    .replace(/"identity": "[^"]*"/g, '"identity": "test"')
    .replace(/"name": "\d+@[^"]*"/g, '"name": "sticky"')
    .replace(/"stackTrace": "(?:[^"\\]|\\.)*"/g, '"stackTrace": ""')

/**
 * With `RECORD_HISTORIES=1`, adds the history to those that every later version must be able to replay. What is there
 * already stays: a golden history is never refreshed.
 */
export const keepHistory = async (handle: WorkflowHandle, name: string): Promise<void> => {
  const file = `${HISTORIES}/${name}.json`
  if (process.env.RECORD_HISTORIES !== '1' || existsSync(file)) return
  await mkdir(HISTORIES, { recursive: true })
  await writeFile(file, `${withoutMachine(historyToJSON(await handle.fetchHistory()))}\n`)
}
