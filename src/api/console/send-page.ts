import type { RequestHandler, Response } from 'express'
import type { Html } from './html.ts'

/** No script, nothing from elsewhere, no frame around it: what a page could be made to hold does nothing. */
const CSP = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** For every answer. With `no-referrer` browsers would not say which origin a form comes from. */
export const guardHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': CSP,
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  })
  next()
}

export function sendPage(response: Response, status: number, { markup }: Html): void {
  response.status(status).type('html').send(markup)
}
