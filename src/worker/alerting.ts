import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Alerting } from '../activities/index.ts'
import { type AlertChannel, type AlertParts, createAlerts } from '../alerts/alerts.ts'
import { createWebhookChannel } from '../alerts/webhook-channel.ts'
import type { Config } from '../config.ts'
import { createAlertJournal } from '../inbox/alert-journal.ts'
import type { Mailer, Sent } from '../mail/mailer.ts'

export interface AlertingParts {
  readonly config: Pick<Config, 'alerts' | 'temporalUiUrl'>
  readonly pool: pg.Pool
  /** Missing where no mail server is set. */
  readonly mailer?: Mailer
  readonly namespace: string
  readonly told: AlertParts['told']
}

/** How operators are alerted, as the configuration says. */
export function createAlerting({ config, pool, mailer, namespace, told }: AlertingParts): Alerting {
  const { webhookUrl, mailTo } = config.alerts
  const channels = [
    ...(webhookUrl === undefined ? [] : [createWebhookChannel(webhookUrl)]),
    ...(mailer === undefined || mailTo.length === 0 ? [] : [createMailAlerts(mailer, mailTo)]),
  ]
  const workflows = `${config.temporalUiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows`
  return {
    ...createAlerts({ journal: createAlertJournal(pool), channels, told }),
    linkTo: (workflowId, runId) =>
      // A tab is found by its run alone; without one the UI looks for the newest.
      [workflows, encodeURIComponent(workflowId), ...(runId ? [runId, 'user-metadata'] : [])].join('/'),
  }
}

const REFUSED = 'the mail server knows none of the addresses in ALERT_MAIL_TO'

/** Alerts by mail, to every address apart: they need not know of each other. Told once one of them took it. */
function createMailAlerts(mailer: Mailer, mailTo: readonly string[]): AlertChannel {
  return {
    name: 'mail',
    async tell({ key, title, text, link = '' }) {
      const mail = {
        key: `${key}:${randomUUID()}`,
        subject: `[Quittance] ${title}`,
        text: `${text}\n${link}\n`,
      }
      const sent = await Promise.allSettled(mailTo.map((to) => mailer.send({ ...mail, to })))
      if (!sent.some(wasTaken)) throw sent.find(isRejected)?.reason ?? new Error(REFUSED)
    },
  }
}

function wasTaken(result: PromiseSettledResult<Sent>): boolean {
  return result.status === 'fulfilled' && result.value.state === 'sent'
}

function isRejected(result: PromiseSettledResult<Sent>): result is PromiseRejectedResult {
  return result.status === 'rejected'
}
