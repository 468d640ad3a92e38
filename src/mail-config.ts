import { z } from 'zod'

const ADDRESS = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/
/** `shop@example.com`, or `The Shop <shop@example.com>`. */
const SENDER = /^(?:([^<>"\p{Cc}]*?)\s*<([^<>]+)>|([^<>\s]+))$/u

const THIS_MACHINE: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/** Mails to customers, and what operators are alerted by. */
export const MAIL_SETTINGS = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be smtp://… or smtps://…' })
    .optional()
    .describe(
      'Mail server: smtp://user:password@host:587?requireTLS=true, or smtps://; unset: nobody is mailed',
    ),
  MAIL_FROM: z
    .string()
    .optional()
    .describe('Who mails come from: The Shop <shop@example.com>; needed where SMTP_URL is set'),
  MAIL_SHOP_NAME: z
    .string()
    .max(100)
    .optional()
    .describe('What mails call the shop; default: the name in MAIL_FROM, else its domain'),
  MAIL_LOCALE: z
    .string()
    .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as de or de-AT')
    .default('en')
    .describe('Language of the mails: en, de; what another language lacks is said in English'),
  MAIL_BILLING_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where customers leave a new payment method; linked where a renewal failed'),
  ALERT_WEBHOOK_URL: z
    .url()
    .refine(isPrivateWay, 'must be https://, or http:// on this machine')
    .optional()
    .describe(
      'Where operators are alerted: a URL that takes {"text": …}, as Slack, Mattermost or Discord do',
    ),
  ALERT_MAIL_TO: z
    .string()
    .default('')
    .describe('Addresses, separated by commas, that alerts are mailed to; needs SMTP_URL'),
} as const

type MailSettings = z.infer<z.ZodObject<typeof MAIL_SETTINGS>>

export interface MailConfig {
  readonly smtpUrl: string
  readonly from: { readonly name: string; readonly address: string }
  readonly shop: string
  readonly locale: string
  readonly billingUrl?: string
}

export interface AlertConfig {
  readonly webhookUrl?: string
  readonly mailTo: readonly string[]
}

export interface TellingConfig {
  /** Missing: nobody is mailed. */
  readonly mail?: MailConfig
  readonly alerts: AlertConfig
}

/** What the settings come to, and what is wrong with them. */
export function checkedTelling(settings: MailSettings): { value: TellingConfig; wrong: readonly string[] } {
  const mail = mailOf(settings)
  const { SMTP_URL: smtpUrl, MAIL_FROM: from, ALERT_WEBHOOK_URL: webhookUrl } = settings
  const mailTo = settings.ALERT_MAIL_TO.split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '')
  return {
    value: {
      ...(mail === undefined ? {} : { mail }),
      alerts: { mailTo, ...(webhookUrl === undefined ? {} : { webhookUrl }) },
    },
    wrong: [
      ...(from !== undefined && senderOf(from) === undefined
        ? ['MAIL_FROM: must be an address, or a name and <an address>']
        : []),
      ...(smtpUrl !== undefined && from === undefined ? ['MAIL_FROM: missing; SMTP_URL needs it'] : []),
      ...(mailTo.every((address) => ADDRESS.test(address)) ? [] : ['ALERT_MAIL_TO: an entry is no address']),
      ...(mailTo.length > 0 && smtpUrl === undefined ? ['ALERT_MAIL_TO: needs SMTP_URL'] : []),
    ],
  }
}

function mailOf(settings: MailSettings): MailConfig | undefined {
  const { SMTP_URL: smtpUrl, MAIL_FROM: from, MAIL_BILLING_URL: billingUrl } = settings
  const sender = from === undefined ? undefined : senderOf(from)
  if (smtpUrl === undefined || sender === undefined) return undefined
  return {
    smtpUrl,
    from: sender,
    shop: settings.MAIL_SHOP_NAME ?? (sender.name || sender.address.split('@').at(-1) || ''),
    locale: settings.MAIL_LOCALE,
    ...(billingUrl === undefined ? {} : { billingUrl }),
  }
}

function senderOf(text: string): MailConfig['from'] | undefined {
  const [, name = '', bracketed, bare] = SENDER.exec(text.trim()) ?? []
  const address = (bracketed ?? bare ?? '').trim()
  return ADDRESS.test(address) ? { name, address } : undefined
}

/** Alerts hold ids of payments: they travel encrypted, or not at all. */
function isPrivateWay(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && THIS_MACHINE.includes(hostname))
}
