import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Alerting } from '../activities/index.ts'
import { type AlertChannel, type AlertParts, createAlerts } from '../alerts/alerts.ts'
import { createWebhookChannel } from '../alerts/webhook-channel.ts'
import type { Config } from '../config.ts'
import { createAlertJournal } from '../inbox/alert-journal.ts'
import type { Mailer } from '../mail/mailer.ts'

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

/** Alerts by mail, to every address apart: they need not know of each other. */
function createMailAlerts(mailer: Mailer, mailTo: readonly string[]): AlertChannel {
  return {
    name: 'mail',
    async tell({ key, title, text, link = '' }) {
      const mail = {
        key: `${key}:${randomUUID()}`,
        subject: `[Quittance] ${title}`,
        text: `${text}\n${link}\n`,
      }
      await Promise.all(mailTo.map((to) => mailer.send({ ...mail, to })))
    },
  }
}
