import { randomBytes } from 'node:crypto'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { DefaultLogger, Runtime } from '@temporalio/worker'
import { inject } from 'vitest'
import { findTemporal } from '../../src/stack/temporal-binary.ts'
import { temporalTestServer } from '../../src/stack/temporal-tools.ts'
import { SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes.ts'

/** IndexedValueType.KEYWORD of Temporal's API. */
const KEYWORD = 2

// Signals are the tests' own business: a Runtime that traps SIGTERM keeps a stuck process alive.
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })

/** A task queue nobody else uses: one per test file, or per worker that must not share. */
export const uniqueTaskQueue = (): string => `test-${randomBytes(6).toString('hex')}`

/** Client and connections to the run's server: real time, everything supported. Call `teardown()` at the end. */
export const temporalEnvironment = (): Promise<TestWorkflowEnvironment> =>
  TestWorkflowEnvironment.createFromExistingServer({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
  })

/**
 * A server of one's own that skips time while its `client` waits for a result. It knows no lists, schedules or resets,
 * and its clock is one for all: tests on it run one after the other. Call `teardown()` at the end.
 */
export const timeSkippingEnvironment = async (): Promise<TestWorkflowEnvironment> => {
  const path = await findTemporal(temporalTestServer)
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  })
  // This server can add attributes, but not list what it has: migrate.ts does not do for it.
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name }) => [name, KEYWORD])),
  })
  return environment
}
