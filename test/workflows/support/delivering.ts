import { pino } from 'pino'
import type { Schedule } from '../../../src/delivery/schedule.ts'
import { readPolicy } from '../../../src/policy.ts'
import { createDelivery } from '../../../src/worker/delivery.ts'
import { APP_SECRET, type MerchantApp } from '../../support/merchant-app.ts'
import type { Harness } from './harness.ts'

/** Where the merchant's app is told, and nobody is sent mails. */
export const TELLING_POLICY = { ...readPolicy({}), channels: { delivery: true } }

/** Three days in less than a second. */
const QUICK: Schedule = { delaysMs: [20, 40], giveUpAfterMs: 600, deadAfterMs: 432_000_000 }

/** As quick, for as long as a busy machine takes. */
export const PATIENT: Schedule = { ...QUICK, giveUpAfterMs: 50_000 }

/** The parts of a worker that call the app, as they are wired. */
export const deliveringTo = (
  { pool, ledger }: Pick<Harness, 'pool' | 'ledger'>,
  { url }: Pick<MerchantApp, 'url'>,
  schedule = QUICK,
) => {
  const delivery = createDelivery({
    config: {
      outboundAllow: [],
      policy: TELLING_POLICY,
      delivery: { url, secrets: [{ value: APP_SECRET }] },
    },
    pool,
    ledger,
    log: pino({ level: 'silent' }),
    schedule,
  })
  if (delivery === undefined) throw new Error('there is an app')
  return { channels: { delivery: delivery.channel }, redelivery: delivery.redelivery }
}
