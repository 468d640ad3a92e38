import type { Browser } from 'playwright-core'
import { registerSearchAttributes } from '../../../src/migrate.ts'
import { buildUp } from '../../../src/stack/teardown.ts'
import { startTemporal } from '../../../src/stack/temporal-server.ts'
import { createTestDatabase } from '../../support/database.ts'
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch-folder.ts'
import { apiUrlOf, serviceEnv, startProgram } from '../../support/service.ts'
import { uniqueTaskQueue } from '../../support/temporal.ts'
import { launchChromium } from './chromium.ts'

export interface WholeService {
  readonly browser: Browser
  readonly apiUrl: string
  readonly temporalUiUrl: string
  readonly stop: () => Promise<void>
}

/** API, worker, a database, and a Temporal server with its UI; and a browser to look at them. */
export const startWholeService = (settings: NodeJS.ProcessEnv = {}): Promise<WholeService> =>
  buildUp(async (teardown) => {
    const browser = await launchChromium()
    teardown.add(() => browser.close())
    const dataDir = makeScratchFolder()
    teardown.add(async () => removeScratchFolder(dataDir))
    const database = await createTestDatabase()
    teardown.add(database.drop)
    const temporal = await startTemporal({ dataDir, inMemory: true })
    teardown.add(temporal.stop)
    const { address, uiUrl: temporalUiUrl = '' } = temporal
    await registerSearchAttributes({ address, namespace: 'default' })
    const env = {
      ...serviceEnv({ databaseUrl: database.url, temporalAddress: address, taskQueue: uniqueTaskQueue() }),
      TEMPORAL_UI_URL: temporalUiUrl,
      ...settings,
    }
    const worker = await startProgram('worker', env)
    teardown.add(worker.stop)
    const api = await startProgram('api', env)
    teardown.add(api.stop)
    return { browser, apiUrl: apiUrlOf(api), temporalUiUrl }
  })
