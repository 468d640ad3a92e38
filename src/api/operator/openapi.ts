import { VERSION } from '../../version.ts'
import { COMPONENTS, problemsOf, SCHEME } from './openapi-components.ts'
import { parametersOf, schemaOf } from './openapi-schemas.ts'
import type { Route } from './route.ts'

interface Document {
  readonly openapi: string
  readonly [part: string]: unknown
}

/** OpenAPI 3.1 of these routes, by the schemas that judge what comes in and that tests hold the answers to. */
export function openApiOf(routes: readonly Route[]): Document {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Quittance operator API',
      summary: 'See what payment webhooks have led to, and put it right',
      version: VERSION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/v1' }],
    paths: pathsOf(routes),
    components: COMPONENTS,
  }
}

function pathsOf(routes: readonly Route[]): Readonly<Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operationOf(route) }
  }
  return paths
}

function operationOf(route: Route): object {
  const { summary, role, params, query } = route
  const body = bodyOf(route)
  return {
    operationId: operationIdOf(route),
    summary,
    tags: [route.path.split('/')[1]],
    security: [{ [SCHEME]: [role] }],
    parameters: [
      ...parametersOf(params, 'path'),
      ...parametersOf(query, 'query'),
      ...(route.audit === undefined ? [] : CHANGE_HEADERS),
    ],
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...answersOf(route), ...problemsOf(route) },
  }
}

const CHANGE_HEADERS = ['IdempotencyKey', 'Actor', 'Reason'].map((name) => ({
  $ref: `#/components/parameters/${name}`,
}))

/** `GET /orders/:account/:reference` → getOrdersAccountReference: what generated clients call it. */
function operationIdOf({ method, path }: Route): string {
  const words = path.match(/\w+/g) ?? []
  return method + words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
}

function bodyOf({ body }: Route): object | undefined {
  const schema = schemaOf(body)
  if (Object.keys(schema).length === 0) return undefined
  return {
    required: !body.safeParse(undefined).success,
    content: { 'application/json': { schema } },
  }
}

function answersOf({ responses, audit }: Route): Readonly<Record<string, object>> {
  const headers = audit === undefined ? {} : { headers: REPLAYED }
  const answers = Object.entries(responses).map(([status, schema]) => [
    status,
    {
      description: schema.description ?? MEANINGS[status] ?? 'Done',
      ...headers,
      content: { 'application/json': { schema: schemaOf(schema) } },
    },
  ])
  return Object.fromEntries(answers)
}

const REPLAYED = { 'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' } }

const MEANINGS: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Begun, and not done yet',
}
