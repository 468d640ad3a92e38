import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { type ConstraintApi, startConstraintApi } from './constraint-api.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { type ExternalApi, startExternalApi } from './external-api.ts'

interface Constraints {
  database: TestDatabase
  api: ConstraintApi
  external: ExternalApi
}

/** The constraint routes for a file's tests, and the external API they ask: another one for each test. */
export const useConstraintApi = (): Readonly<Constraints> => {
  const on = {} as Constraints
  beforeAll(async () => {
    on.database = await createTestDatabase()
    on.api = await startConstraintApi({ databaseUrl: on.database.url })
  })
  afterAll(async () => {
    await on.api.stop()
    await on.database.drop()
  })
  beforeEach(async () => {
    on.external = await startExternalApi()
  })
  afterEach(() => on.external.stop())
  return on
}
