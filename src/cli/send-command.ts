import { type Command, InvalidArgumentError, Option } from 'commander'
import { buildDelivery, type DeliveryRequest, known } from './delivery.ts'
import { cliEnvironment, serviceUrl, signingSecret, signingSettings } from './environment.ts'
import type { Io } from './io.ts'
import { asCurl, printed, send } from './send.ts'
import { SEND_EXAMPLES } from './send-examples.ts'

interface Options {
  readonly amount?: string
  readonly currency?: string
  readonly user?: string
  readonly customer?: string
  readonly email?: string
  readonly wallet?: string
  readonly order?: string
  readonly subscription?: string
  readonly period?: number
  readonly txHash?: string
  readonly network?: string
  readonly payment?: string
  readonly eventId?: string
  readonly outcome?: 'won' | 'lost'
  readonly endpoint?: string
  readonly url?: string
  readonly times: number
  readonly retries?: boolean
  readonly fast: number
  readonly print?: boolean
  readonly curl?: boolean
  readonly json?: boolean
}

/** `quittance send`: signs as the provider does, and posts. */
export function sendCommand(program: Command, io: Io): void {
  program
    .command('send')
    .description(
      'send a webhook, signed as its provider signs, by the secret in <PROVIDER>_WEBHOOK_SECRET or .data/dev.env',
    )
    .argument('<provider>')
    .argument('<type>', "the provider's own name of the event")
    .option('--amount <decimal>')
    .option('--currency <code>')
    .option('--user <id>', 'who is credited')
    .option('--customer <id>', "the provider's customer")
    .option('--email <address>')
    .option('--wallet <address>', 'tokens go to; of a Stripe checkout in USD: 1000 LTZ a dollar')
    .option('--order <reference>')
    .option('--subscription <id>')
    .addOption(
      new Option('--period <duration>', 'of a subscription, from now: 20s, 5m, 1h, 30d').argParser(duration),
    )
    .option('--network <name>', 'standard and rach: where it was paid')
    .option('--tx-hash <hash>', 'standard and rach: of the transfer')
    .option('--payment <id>', 'of an event before this one, to refund or confirm it')
    .option('--event-id <id>', 'of an event sent before, to send it again')
    .addOption(new Option('--outcome <outcome>', 'of a dispute that ends').choices(['won', 'lost']))
    .option('--endpoint <slug>', 'default: the provider')
    .option('--url <url>', 'the service; default QUITTANCE_URL, else http://127.0.0.1:$PORT')
    .addOption(new Option('--times <n>', 'send so many copies').argParser(count).default(1))
    .option('--retries', "follow the provider's retry rule until it is taken")
    .addOption(new Option('--fast <factor>', 'divide the waits of --retries').argParser(count).default(1))
    .option('--print', 'print header and body instead of sending')
    .option('--curl', 'print the command instead of sending')
    .option('--json', 'print each answer as JSON')
    .addHelpText('after', SEND_EXAMPLES)
    .action((provider: string, type: string, options: Options) => run(io, provider, type, options))
}

async function run(io: Io, provider: string, type: string, options: Options): Promise<void> {
  const env = cliEnvironment(io)
  const url = serviceUrl(env, options.url)
  const request = requestOf(env, provider, type, options)
  if (options.print) return io.print(printed(url, buildDelivery(request)))
  if (options.curl) return io.print(asCurl(url, buildDelivery(request)))
  const { times, fast, retries = false, json = false } = options
  await send(io, request, { url, times, retries, fast, json })
}

const SAME_NAME = [
  'amount',
  'user',
  'customer',
  'email',
  'wallet',
  'order',
  'subscription',
  'network',
  'txHash',
  'eventId',
  'outcome',
  'endpoint',
] as const

function requestOf(env: Io['env'], provider: string, type: string, options: Options): DeliveryRequest {
  known(provider, type)
  const given = SAME_NAME.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]))
  return {
    provider,
    type,
    secret: signingSecret(env, provider),
    settings: signingSettings(env),
    ...Object.fromEntries(given),
    ...(options.period === undefined ? {} : { periodEnd: new Date(Date.now() + options.period) }),
    ...(options.payment === undefined ? {} : { paymentId: options.payment }),
    ...(options.currency === undefined ? {} : { currency: options.currency.toUpperCase() }),
  }
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('must be a whole number above 0')
  return Number(text)
}

const MS_OF = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function duration(text: string): number {
  const [, digits, unit] = /^([1-9]\d{0,4})([smhd])$/.exec(text) ?? []
  if (digits === undefined) throw new InvalidArgumentError('must be like 20s, 5m, 1h or 30d')
  return Number(digits) * MS_OF[unit as keyof typeof MS_OF]
}
