import { z } from 'zod'
import { PROBLEMS, type ProblemKind } from '../problem.ts'
import { KEY_HEADER } from './idempotency-key.ts'
import { schemaOf } from './openapi-schemas.ts'
import type { Route } from './route.ts'
import { ACTOR_HEADER, REASON_HEADER } from './who-says.ts'

/** How the API calls its bearer keys. */
export const SCHEME = 'operatorKey'

const KINDS = Object.keys(PROBLEMS) as ProblemKind[]

/** RFC 9457. */
const problem = z.object({
  type: z.enum(KINDS.map((kind) => `urn:quittance:problem:${kind}`)),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('what is wrong, and what to do'),
  code: z.string().optional().describe('one of docs/errors.md'),
})

/** What any request may be answered with, and what only some. */
const ALWAYS: readonly ProblemKind[] = [
  'invalid-request',
  'unauthorized',
  'forbidden',
  'too-many-requests',
  'internal',
  'unavailable',
]
const OF_A_CHANGE: readonly ProblemKind[] = [
  'conflict',
  'under-way',
  'too-large',
  'invalid-content',
  'key-reused',
]

/** The problems a route may answer with, by status. */
export function problemsOf(route: Route): Readonly<Record<string, object>> {
  const kinds: ProblemKind[] = [
    ...ALWAYS,
    ...(route.path.includes(':') ? (['not-found'] as const) : []),
    ...(route.audit === undefined ? [] : OF_A_CHANGE),
    ...(route.problems ?? []),
  ]
  return Object.fromEntries(
    kinds.map((kind) => [statusOf(kind), { $ref: `#/components/responses/Problem${statusOf(kind)}` }]),
  )
}

function statusOf(kind: ProblemKind): number {
  return PROBLEMS[kind][0]
}

/** One response for each status, whichever of its kinds it is. */
function problemResponses(): Readonly<Record<string, object>> {
  const statuses = [...new Set(KINDS.map(statusOf))]
  return Object.fromEntries(statuses.map((status) => [`Problem${status}`, problemResponse(status)]))
}

function problemResponse(status: number): object {
  const titles = KINDS.filter((kind) => statusOf(kind) === status).map((kind) => PROBLEMS[kind][1])
  const waits = status === 429 || status === 503
  return {
    description: titles.join('; '),
    ...(waits ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
}

function header(name: string, description: string, maxLength: number): object {
  return {
    name,
    in: 'header',
    description,
    required: false,
    schema: { type: 'string', minLength: 1, maxLength },
  }
}

export const COMPONENTS = {
  schemas: { Problem: schemaOf(problem) },
  responses: problemResponses(),
  parameters: {
    IdempotencyKey: header(
      KEY_HEADER,
      'Made up by the caller, once for each thing it asks for, with or without quotes. Sent again within 24 hours it is answered as the first time, and nothing is done again.',
      257,
    ),
    Actor: header(
      ACTOR_HEADER,
      'Who asks, for the audit; percent-encoded. The actor of a body, where it has one, comes first.',
      1_800,
    ),
    Reason: header(
      REASON_HEADER,
      'Why, for the audit; percent-encoded. The reason of a body comes first.',
      1_800,
    ),
  },
  headers: {
    RetryAfter: { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } },
    IdempotentReplayed: {
      description: 'true: this is the answer of the first time',
      schema: { type: 'string', enum: ['true'] },
    },
  },
  securitySchemes: {
    [SCHEME]: {
      type: 'http',
      scheme: 'bearer',
      description:
        'OPERATOR_API_KEY, or one of OPERATOR_API_KEYS. Each operation names the role it needs: read, operate or admin; each may do what those before it may.',
    },
  },
}
