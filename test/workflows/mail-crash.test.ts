/** @module-tag counts-effects */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { startMailSink } from '../../src/stack/mail-sink.ts'
import { startDoomed } from './support/doomed.ts'
import { paid } from './support/events.ts'
import { createHarness } from './support/harness.ts'
import { MAILING_POLICY, mailingTo, newAddress, withAddress } from './support/mailing.ts'

test('a worker killed between sending and marking sends at most once more, as the same mail to whoever reads it', async () => {
  const harness = await createHarness(MAILING_POLICY)
  const sink = await startMailSink()
  const doomed = await startDoomed(new URL('support/doomed-teller.ts', import.meta.url), harness, {
    SMTP_URL: sink.smtpUrl,
  })
  const { mailer, channel } = mailingTo(sink.smtpUrl, harness)
  try {
    const event = paid()
    const handle = await harness.start(event, withAddress(event, newAddress()))
    const [, signal] = (await once(doomed, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    expect(sink.mails()).toHaveLength(1)
    await harness.startWorker({ channels: { mail: channel } })
    await handle.result()
    const ids = sink.mails().map(({ messageId }) => messageId)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    const { effects } = (await harness.ledger.payment('shop', event.paymentId)) ?? {}
    expect(effects).toEqual([expect.objectContaining({ effect: 'notify', state: 'done' })])
  } finally {
    doomed.kill('SIGKILL')
    mailer.close()
    await sink.stop()
    await harness.teardown()
  }
}, 120_000)
