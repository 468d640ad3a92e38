import { expect } from 'vitest'
import type { z } from 'zod'
import { ROUTES } from '../../src/api/operator/index.ts'
import { problemsOf } from '../../src/api/operator/openapi-components.ts'
import type { Route } from '../../src/api/operator/route.ts'

const routeOf = (method: string, path: string): Route | undefined => {
  const [asked = ''] = path.split('?')
  return ROUTES.find(
    (route) =>
      route.method === method.toLowerCase() &&
      new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`).test(asked),
  )
}

/** Holds an answer of the operator API to what its description promises: the status, and every field of the body. */
export const checkAnswer = (
  method: string,
  path: string,
  { status, body }: { readonly status: number; readonly body: unknown },
): void => {
  const route = routeOf(method, path)
  if (route === undefined) return
  if (status >= 400) {
    expect(Object.keys(problemsOf(route)), `${method} ${path}`).toContain(String(status))
    return
  }
  const schemas: Readonly<Record<number, z.ZodType>> = route.responses
  const schema = schemas[status] ?? expect.fail(`${method} ${path} says nothing of ${status}`)
  const read = schema.safeParse(body)
  expect(read.error?.issues ?? [], `${method} ${path}`).toEqual([])
  // What the schema does not know was stripped.
  expect(read.data, `${method} ${path}`).toEqual(body)
}
