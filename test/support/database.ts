import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { createDatabase, dropDatabase } from '../../src/stack/create-database.ts'

export interface TestDatabase {
  readonly url: string
  readonly drop: () => Promise<void>
}

/** A migrated database of its own, a copy of the run's template. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const server = inject('postgresUrl')
  const template = inject('templateDatabase')
  const name = `${template}_${randomBytes(6).toString('hex')}`
  return {
    url: await createDatabase(server, name, template),
    drop: () => dropDatabase(server, name),
  }
}
