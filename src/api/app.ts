import express, { type Express, type Router } from 'express'
import helmet from 'helmet'
import type { Logger } from '../logger.ts'
import { notFound } from './http-error.ts'
import { errorHandler } from './http-errors.ts'

export interface AppParts {
  readonly health: Router
  readonly loyalteez: Router
  readonly constraints: Router
  readonly webhooks: Router
  readonly operator: Router
  readonly console: Router
  /** Whose X-Forwarded-For counts. */
  readonly trustProxy: string
  readonly log: Logger
}

/** All routes, and what holds for every one of them. */
export function createApp({
  health,
  loyalteez,
  constraints,
  webhooks,
  operator,
  console,
  trustProxy,
  log,
}: AppParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', trustProxy)
  app.set('query parser', 'simple')
  app.use(helmet())
  app.use(health)
  app.use(loyalteez)
  app.use(constraints)
  app.use(webhooks)
  app.use('/v1', operator)
  app.use('/console', console)
  app.use(() => {
    throw notFound()
  })
  app.use(errorHandler(log))
  return app
}
