import type pg from 'pg'
import type { Deps } from '../activities/index.ts'
import type { Config } from '../config.ts'
import { createRedelivery } from '../delivery/again.ts'
import type { Answer } from '../delivery/answer.ts'
import { createDeliveryChannel } from '../delivery/channel.ts'
import type { ToldPayment } from '../delivery/compose.ts'
import { endpointDigest } from '../delivery/endpoint.ts'
import type { DeliveryOptions } from '../delivery/options.ts'
import { SCHEDULE, type Schedule } from '../delivery/schedule.ts'
import { createDeliveryStore } from '../delivery/store.ts'
import { allowEntryOf, type DeliveryConfig } from '../delivery-config.ts'
import type { Alert, Alerts } from '../domain/alert.ts'
import { joinId } from '../domain/ids.ts'
import type { Policy } from '../domain/policy.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { PaymentView } from '../ledger/payments.ts'
import type { Logger } from '../logger.ts'
import { parseAllowList } from '../outbound/allow-list.ts'
import { createOutbound } from '../outbound/outbound.ts'

export interface DeliveryParts {
  readonly config: Pick<Config, 'outboundAllow' | 'policy'> & { readonly delivery?: DeliveryConfig }
  readonly pool: pg.Pool
  readonly ledger: Pick<Ledger, 'payment' | 'subscriptions'>
  readonly log: Logger
  /** Missing: the log alone tells of trouble. */
  readonly alerts?: Alerts
  /** Told of every call. */
  readonly called?: (answer: Answer) => void
  /** In place of the real ones. */
  readonly schedule?: Schedule
  readonly now?: () => Date
}

type Delivery = Required<Pick<Deps, 'redelivery'>> & {
  readonly channel: NonNullable<NonNullable<Deps['channels']>['delivery']>
}

/** How the merchant's app is called; undefined where there is none. */
export function createDelivery(parts: DeliveryParts): Delivery | undefined {
  const { config, pool, ledger, log, alerts, called, schedule = SCHEDULE, now = () => new Date() } = parts
  if (config.delivery === undefined) return undefined
  const { url, secrets } = config.delivery
  const outbound = createOutbound({
    allow: parseAllowList([...config.outboundAllow, allowEntryOf(config.delivery)]),
  })
  const common = {
    url,
    secrets,
    post: (to, request) => outbound.notify(to, request),
    now,
    store: createDeliveryStore(pool),
    schedule,
    ...(called === undefined ? {} : { called }),
    onTrouble: async ({ kind, at, text }) => {
      log.error({ trouble: text }, 'deliveries need an operator')
      if (kind === 'disabled') await alerts?.alert(disabledAlert(url, at, text))
    },
  } satisfies Omit<DeliveryOptions, 'payment' | 'subscription'>
  return {
    channel: createDeliveryChannel({
      ...common,
      payment: async (account, paymentId) => {
        const found = await ledger.payment(account, paymentId)
        return found === null ? undefined : toldOf(found, config.policy)
      },
      subscription: async (account, id) => (await ledger.subscriptions.read(account, id)) ?? undefined,
    }),
    redelivery: createRedelivery({ ...common, pool }),
  }
}

function toldOf({ effects, asset, ...payment }: PaymentView, { assets }: Policy): ToldPayment {
  const mint = effects.find(({ effect, state }) => effect === 'mint' && state === 'done')
  return {
    ...payment,
    asset,
    scale: asset === null ? null : (assets[asset]?.scale ?? null),
    ...(mint === undefined ? {} : { mint: { txHash: mint.txHash ?? null } }),
  }
}

function disabledAlert(url: string, at: Date, text: string): Alert {
  return {
    kind: 'delivery-disabled',
    key: joinId('delivery-disabled', endpointDigest(url), at.toISOString()),
    title: "The merchant's app is called no more",
    text,
  }
}
