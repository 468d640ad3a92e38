import { afterAll } from 'vitest'
import { type OperatorApi, startOperatorApi } from './operator-api.ts'

/** Starts operator APIs, and stops all of them after the tests of the file. */
export const useOperatorApis = (): typeof startOperatorApi => {
  const apis: OperatorApi[] = []
  afterAll(() => Promise.all(apis.map((started) => started.stop())))
  return async (overrides) => {
    const api = await startOperatorApi(overrides)
    apis.push(api)
    return api
  }
}
