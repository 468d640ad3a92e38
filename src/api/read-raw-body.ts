import { type Request, type Response, raw } from 'express'
import { bodyTooLarge, encodedBody, type HttpError, unreadableBody } from './http-error.ts'

const MAX_BODY_BYTES = 1024 * 1024

// The signature is over the bytes as sent: nothing is decoded, whatever the content type says.
const parse = raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false })

/** @throws HttpError 413, 415, or 400 when the body did not arrive whole */
export function readRawBody(request: Request, response: Response): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    parse(request, response, (error?: unknown) => {
      const body: unknown = request.body
      if (error !== undefined) reject(refusalOf(error))
      else resolve(Buffer.isBuffer(body) ? body : Buffer.alloc(0))
    })
  })
}

function refusalOf(error: unknown): HttpError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  if (status === 413) return bodyTooLarge()
  return status === 415 ? encodedBody() : unreadableBody()
}
