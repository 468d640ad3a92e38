import { buildDelivery, type Delivery, type DeliveryRequest } from './delivery.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { type RetryRule, retryRuleOf } from './retry-rules.ts'

export interface SendOptions {
  readonly url: string
  readonly times: number
  readonly retries: boolean
  /** Divides the provider's waits. */
  readonly fast: number
  readonly json: boolean
}

interface Answer {
  /** 0: nobody answered. */
  readonly status: number
  readonly body: string
}

/** Sends one event as its provider would; again `times` over, and where asked until it is taken. */
export async function send(io: Io, request: DeliveryRequest, options: SendOptions): Promise<void> {
  const { eventId, paymentId } = buildDelivery(request)
  // What was made up once stays, so that copies and retries are of one event.
  const event = { at: new Date(), ...request, eventId, paymentId }
  const rule = retryRuleOf(request.provider)
  for (let n = 0; n < options.times; n++) {
    const answer = await deliver(io, event, rule, options)
    if (answer.status === 0) throw new CliError(unreachable(options.url, answer.body), EXIT.unreachable)
    if (!rule.accepts(answer.status))
      throw new CliError(
        `${request.provider} would send this again: ${answer.status} is not what it takes`,
        EXIT.refused,
      )
  }
}

async function deliver(
  io: Io,
  request: DeliveryRequest,
  rule: RetryRule,
  { url, retries, fast, json }: SendOptions,
): Promise<Answer> {
  const delays = retries ? rule.delaysMs : []
  for (let attempt = 0; ; attempt++) {
    const delivery = buildDelivery({ ...request, signedAt: new Date() })
    const answer = await post(url, delivery)
    io.print(json ? asJson(delivery, answer) : asLine(request.type, delivery, answer))
    const delay = delays[attempt]
    if (rule.accepts(answer.status) || delay === undefined) return answer
    io.note(`next attempt in ${Math.ceil(delay / fast / 1000)} s`)
    await io.sleep(delay / fast)
  }
}

async function post(url: string, { path, headers, body }: Delivery): Promise<Answer> {
  try {
    const response = await fetch(url + path, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(30_000),
    })
    return { status: response.status, body: (await response.text()).trim() }
  } catch (error) {
    return { status: 0, body: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}

export function unreachable(url: string, reason: string): string {
  return `${url} does not answer (${reason}); is the service running? npm start`
}

function asLine(type: string, { eventId, paymentId }: Delivery, { status, body }: Answer): string {
  return `${status === 0 ? '---' : status} ${type} ${eventId} of payment ${paymentId} ${body}`
}

function asJson({ eventId, paymentId }: Delivery, answer: Answer): string {
  return JSON.stringify({ eventId, paymentId, ...answer })
}

/** The request as it would go over the wire. */
export function printed(url: string, { path, headers, body }: Delivery): string {
  return [`POST ${url}${path}`, ...lines(headers), '', body].join('\n')
}

/** The request as a command; the signature is in it, the secret is not. */
export function asCurl(url: string, { path, headers, body }: Delivery): string {
  const options = lines(headers).map((line) => `  -H ${quoted(line)}`)
  return [`curl -sS -X POST ${quoted(url + path)}`, ...options, `  --data-binary ${quoted(body)}`].join(
    ' \\\n',
  )
}

function lines(headers: Delivery['headers']): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
