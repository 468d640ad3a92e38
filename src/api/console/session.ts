import { createHash, randomBytes } from 'node:crypto'
import type { CookieOptions, Request, Response } from 'express'
import { endSession, LONGEST_HOURS, seeSession, startSession } from '../../audit/sessions.ts'
import type { OperatorKey } from '../../operator-keys.ts'
import { isSecret } from '../bears-key.ts'
import { isOpen } from '../operator/authenticate.ts'
import type { Caller } from '../operator/caller.ts'
import type { OperatorDeps } from '../operator/deps.ts'
import type { People } from '../people.ts'

/** Whoever is logged in. */
export interface Session {
  readonly caller: Caller
  /** Stands in every form, and comes back with it. */
  readonly formToken: string
}

const COOKIE = 'quittance-session'
const TOKEN_BYTES = 32
const TOKEN = /^([\w-]{43})\.([0-9a-f]{64})$/

/** Logs the bearer of a key in. The cookie is all there is of the token: the database holds a digest. */
export async function openSession(
  { pool, people }: OperatorDeps,
  request: Request,
  response: Response,
  key: OperatorKey,
): Promise<void> {
  const chance = randomBytes(TOKEN_BYTES).toString('base64url')
  const token = `${chance}.${markOf(chance, people)}`
  await startSession(pool, { id: digest(token), key: key.name, keyDigest: people.subjectOf(key.value) })
  response.cookie(COOKIE, token, { ...cookieOptions(request), maxAge: LONGEST_HOURS * 3_600_000 })
}

/** The session a request belongs to, as long as its key still opens the operator API. */
export async function sessionOf(
  { pool, people, operatorKeys }: OperatorDeps,
  request: Request,
): Promise<Session | undefined> {
  const token = tokenOf(request, people)
  const stored = token === undefined ? undefined : await seeSession(pool, digest(token))
  if (token === undefined || stored === undefined) return undefined
  const key = operatorKeys
    .filter(({ name, value }) => name === stored.key && people.subjectOf(value) === stored.keyDigest)
    .find(isOpen)
  return key && { caller: { name: key.name, role: key.role }, formToken: digest(`form:${token}`) }
}

export async function closeSession(
  { pool, people }: OperatorDeps,
  request: Request,
  response: Response,
): Promise<void> {
  const token = tokenOf(request, people)
  if (token !== undefined) await endSession(pool, digest(token))
  response.clearCookie(COOKIE, cookieOptions(request))
}

function cookieOptions({ secure }: Request): CookieOptions {
  return { httpOnly: true, sameSite: 'strict', secure, path: '/console' }
}

/** A token of ours: what strangers make up asks nothing of the database. */
function tokenOf(request: Request, people: People): string | undefined {
  const cookies = (request.get('cookie') ?? '').split(/; */)
  const [value] = cookies.flatMap((cookie) =>
    cookie.startsWith(`${COOKIE}=`) ? [cookie.slice(COOKIE.length + 1)] : [],
  )
  const [token, chance = '', mark = ''] = TOKEN.exec(value ?? '') ?? []
  return token !== undefined && isSecret(mark, markOf(chance, people)) ? token : undefined
}

function markOf(chance: string, people: People): string {
  return people.subjectOf(`console session ${chance}`)
}

/** The token is random and long: nothing slower is needed. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
