import { z } from 'zod'
import { openApiOf } from './openapi.ts'
import { defineRoute, ok, type Route } from './route.ts'

/** These routes, and the one that describes them all. */
export function described(routes: readonly Route[]): readonly Route[] {
  const all = [
    ...routes,
    defineRoute({
      method: 'get',
      path: '/openapi.json',
      summary: 'This API, as OpenAPI 3.1',
      role: 'read',
      responses: { 200: z.looseObject({ openapi: z.string() }) },
      answer: async () => ok(document),
    }),
  ]
  const document = openApiOf(all)
  return all
}
