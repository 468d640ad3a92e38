import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Told } from '../activities/tell.ts'
import { searchValue } from '../domain/ids.ts'
import type { DeliverEffect, NotifyEffect } from '../domain/telling.ts'
import { DELIVERY, MAIL } from './activity-options.ts'
import { beside } from './inbox-activities.ts'
import type { Run } from './run.ts'
import { step } from './step.ts'

const { sendMail } = proxyActivities<Activities>(MAIL)
const { deliverEvent } = proxyActivities<Activities>(DELIVERY)

/** Sends the mails without anybody waiting for them before the story ends. What cannot be sent is given up, and said so. */
export function notifyBeside(run: Run, { tellings, ...about }: Told): void {
  for (const telling of tellings.filter(isNotify)) {
    const options = { ...MAIL, summary: `${telling.template} · ${nameOf(about)}` }
    beside(run, async () => {
      await sendMail.executeWithOptions(options, [{ ...about, telling }])
    })
  }
}

/** Tells the merchant's app, one topic after another; a call that is refused for good parks. */
export async function deliverAll(run: Run, { tellings, ...about }: Told): Promise<void> {
  for (const telling of tellings.filter(isDeliver)) {
    const options = { ...DELIVERY, summary: `${telling.topic} · ${nameOf(about)}` }
    await step(run, 'deliver', async () => {
      await deliverEvent.executeWithOptions(options, [{ ...about, telling }])
      return {}
    })
  }
}

function isNotify(telling: Told['tellings'][number]): telling is NotifyEffect {
  return telling.type === 'notify'
}

function isDeliver(telling: Told['tellings'][number]): telling is DeliverEffect {
  return telling.type === 'deliver'
}

function nameOf({ paymentId, subscriptionId }: Omit<Told, 'tellings'>): string {
  return searchValue(paymentId ?? subscriptionId ?? '')
}
