import type { EndpointConfig } from '../../config.ts'
import type { MailConfig } from '../../mail-config.ts'
import type { OperatorKey } from '../../operator-keys.ts'
import { ageOf } from './age.ts'
import { bad, good, SOON_MS, warning } from './finding.ts'

interface Ending {
  readonly name: string
  readonly endsAt?: string
}

/** Those of the environment. @param made how many endpoints made at run time have a secret that holds */
export function checkWebhookSecrets(endpoints: readonly EndpointConfig[], made: number, now: Date) {
  if (endpoints.length + made === 0)
    return bad('no endpoint has a secret', 'set a …_WEBHOOK_SECRET, or quittance endpoints create')
  const shut = endpoints.filter(({ secrets }) => secrets.every((secret) => leftOf(secret, now) <= 0))
  if (shut.length > 0)
    return bad(`all secrets of ${shut.map(({ slug }) => slug).join(', ')} have ended`, 'set one that holds')
  const last = endpoints.map(({ slug, secrets }) => latest(slug, secrets))
  return (
    endingSoon(last, now, 'rotate: docs/going-live.md#rotating-secrets') ??
    good(
      `each with a secret: ${[...endpoints.map(({ slug }) => slug), `${made} made at run time`].join(', ')}`,
    )
  )
}

export function checkOperatorKeys(keys: readonly OperatorKey[], now: Date) {
  const open = keys.filter((key) => leftOf(key, now) > 0)
  if (open.length === 0) return bad('no key opens the operator API', 'set OPERATOR_API_KEYS')
  const names = [...new Set(open.map(({ name }) => name))]
  if (names.length === 1)
    return warning(
      'everybody shares one key: the audit cannot tell people apart',
      'give everybody a key in OPERATOR_API_KEYS: docs/operator-api.md#keys-and-roles',
    )
  const last = names.map((name) =>
    latest(
      name,
      open.filter((key) => key.name === name),
    ),
  )
  return (
    endingSoon(last, now, 'give a new one, then let the old one end') ??
    good(`${names.length} names have keys`)
  )
}

/** Of several that overlap, the one that holds longest. */
function latest(name: string, of: readonly { readonly endsAt?: string }[]): Ending {
  const ends = of.flatMap(({ endsAt }) => (endsAt === undefined ? [] : [endsAt])).sort()
  const last = ends.at(-1)
  return ends.length < of.length || last === undefined ? { name } : { name, endsAt: last }
}

function leftOf({ endsAt }: { readonly endsAt?: string }, now: Date): number {
  return endsAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(endsAt) - now.getTime()
}

function endingSoon(last: readonly Ending[], now: Date, todo: string) {
  const soon = last.filter((one) => leftOf(one, now) < SOON_MS)
  if (soon.length === 0) return undefined
  return warning(soon.map((one) => `${one.name} ends in ${ageOf(leftOf(one, now))}`).join(', '), todo)
}

/** Whether TLS ends at a proxy is seen from outside: the command line looks. */
export function checkProxy(trustProxy: string) {
  return trustProxy === 'loopback'
    ? good('X-Forwarded-For counts from a proxy on this machine only (TRUST_PROXY=loopback)')
    : good(`X-Forwarded-For counts from ${trustProxy}`)
}

export function checkMail(mail: MailConfig | undefined) {
  if (mail === undefined) return warning('nobody is mailed', 'set SMTP_URL and MAIL_FROM')
  const { protocol, hostname, searchParams } = new URL(mail.smtpUrl)
  const isPrivate = protocol === 'smtps:' || searchParams.get('requireTLS') === 'true'
  return isPrivate
    ? good(`by ${hostname}, over TLS`)
    : warning(`by ${hostname}, not surely over TLS`, 'use smtps://, or ?requireTLS=true')
}
