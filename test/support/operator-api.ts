import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { Pool } from 'pg'
import { pino } from 'pino'
import { consoleRouter } from '../../src/api/console/router.ts'
import { createDoctor } from '../../src/api/doctor/create-doctor.ts'
import { createDirectory } from '../../src/api/endpoint-directory.ts'
import { createEndpoints, endpointsAsStored } from '../../src/api/endpoints.ts'
import type { OperatorDeps } from '../../src/api/operator/deps.ts'
import { operatorRouter } from '../../src/api/operator/index.ts'
import { createPeople } from '../../src/api/people.ts'
import { loadConfig } from '../../src/config.ts'
import { createContactCipher } from '../../src/inbox/contact-cipher.ts'
import { createSecretCipher } from '../../src/inbox/secret-cipher.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { readPolicy } from '../../src/policy.ts'
import { connectTemporal } from '../../src/temporal.ts'
import { checkAnswer } from './check-answer.ts'
import { createTestDatabase } from './database.ts'
import { TEST_SECRETS } from './service.ts'

export const OPERATOR_API_KEY = 'an operator key for tests'
/** Where the pages of the console lead to. */
const CONSOLE_LINKS = {
  workflowPages: 'http://temporal.test/namespaces/default/workflows',
  blockExplorerUrl: 'http://explorer.test',
}
const PII_KEY = Buffer.alloc(32, 7)

export interface AnswerBody {
  readonly nextCursor?: string | null
  readonly [name: string]: unknown
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: AnswerBody
}

export interface OperatorApi {
  readonly url: string
  readonly databaseUrl: string
  readonly deps: OperatorDeps
  /** Asks with the operator's key; `headers` may replace it. Every answer is held to what its route says of it. */
  readonly ask: (method: string, path: string, body?: unknown, headers?: object) => Promise<Answer>
  readonly stop: () => Promise<void>
}

export const listen = async (app: express.Express): Promise<{ url: string; server: Server }> => {
  const server = app.listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

/** The operator API and its console on a port and a database of their own, with the Temporal server of the run. */
export const startOperatorApi = async (overrides: Partial<OperatorDeps> = {}): Promise<OperatorApi> => {
  const database = await createTestDatabase()
  const pool = new Pool({ connectionString: database.url })
  pool.on('error', () => undefined)
  const temporal = connectTemporal({ taskQueue: 'operator-api-tests', ledgerFirstTry: 'local' })
  const config = loadConfig({
    ...TEST_SECRETS,
    DATABASE_URL: database.url,
    CONFIG_FILE: '/nowhere/quittance.config.json',
  })
  const directory = createDirectory({
    config,
    environment: createEndpoints(config),
    pool,
    cipher: createSecretCipher(config.endpointSecretKeys),
    log: pino({ level: 'silent' }),
  })
  const deps: OperatorDeps = {
    pool,
    ledger: createLedger(pool),
    temporal,
    policy: readPolicy({}),
    people: createPeople(PII_KEY),
    cipher: createContactCipher(PII_KEY),
    endpointAsStored: endpointsAsStored(config, (slug) => directory.find(slug)),
    operatorKeys: [{ name: 'operator', role: 'admin', value: OPERATOR_API_KEY }],
    doctor: createDoctor({ config, pool, temporal }),
    log: pino({ level: 'silent' }),
    ...overrides,
  }
  const app = express().set('trust proxy', 'loopback').use('/v1', operatorRouter(deps))
  const { url, server } = await listen(app.use('/console', consoleRouter(deps, CONSOLE_LINKS)))
  return {
    url,
    databaseUrl: database.url,
    deps,
    ask: async (method, path, body, headers) => {
      const response = await fetch(`${url}/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${OPERATOR_API_KEY}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const answer = {
        status: response.status,
        headers: response.headers,
        body: JSON.parse(await response.text()) as AnswerBody,
      }
      checkAnswer(method, path, answer)
      return answer
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await temporal.close()
      await pool.end()
      await database.drop()
    },
  }
}
