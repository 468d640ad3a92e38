interface HttpErrorInit {
  readonly status: number
  readonly code: string
  readonly message: string
  /** What operators are shown as the reason; the sender learns no more than `code`. */
  readonly reason?: string
  /** Nothing shows that a provider sent it: it counts towards the limit of unverified requests. */
  readonly isUnverified?: boolean
  readonly retryAfterSeconds?: number
}

/** A request that is answered with other than 200, as its sender is told. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  readonly code: string
  readonly reason: string
  readonly isUnverified: boolean
  readonly retryAfterSeconds: number | undefined

  constructor({ status, code, message, reason, isUnverified = false, retryAfterSeconds }: HttpErrorInit) {
    super(message)
    this.status = status
    this.code = code
    this.reason = reason ?? code.toLowerCase()
    this.isUnverified = isUnverified
    this.retryAfterSeconds = retryAfterSeconds
  }
}

function unverified(status: number, code: string, message: string, reason?: string): HttpError {
  return new HttpError({
    status,
    code,
    message,
    isUnverified: true,
    ...(reason === undefined ? {} : { reason }),
  })
}

export function unknownEndpoint(): HttpError {
  return unverified(404, 'UNKNOWN_ENDPOINT', 'Unknown endpoint, or one without a secret')
}

export function undecodableUrl(): HttpError {
  return unverified(400, 'BAD_REQUEST', 'The request cannot be read', 'undecodable_url')
}

export function addressNotAllowed(): HttpError {
  return unverified(403, 'ADDRESS_NOT_ALLOWED', 'Address not allowed')
}

export function bodyTooLarge(): HttpError {
  return unverified(413, 'BODY_TOO_LARGE', 'Body over 1 MiB')
}

export function encodedBody(): HttpError {
  return unverified(415, 'ENCODED_BODY', 'Send the body without Content-Encoding')
}

export function unreadableBody(): HttpError {
  return unverified(400, 'UNREADABLE_BODY', 'The body did not arrive whole')
}

export function badSignature(status: number, reason: string): HttpError {
  return unverified(status, 'BAD_SIGNATURE', 'Invalid signature', reason)
}

/** The fault is ours: its sender is to try again. */
export function secretsUnreadable(): HttpError {
  return new HttpError({
    status: 503,
    code: 'SECRETS_UNREADABLE',
    message: 'The delivery could not be verified; send it again',
    isUnverified: true,
    retryAfterSeconds: 60,
  })
}

export function tooManyRequests(retryAfterSeconds: number): HttpError {
  return new HttpError({
    status: 429,
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many webhook requests',
    retryAfterSeconds,
  })
}

export function notFound(): HttpError {
  return new HttpError({ status: 404, code: 'NOT_FOUND', message: 'Not found' })
}
