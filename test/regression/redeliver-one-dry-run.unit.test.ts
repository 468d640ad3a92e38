import { expect, onTestFinished, test } from 'vitest'
import { run, startReceiver } from '../cli/support.ts'

test.each([['--dry-run'], ['--topic', 'order.paid'], ['--state', 'failed']])(
  'error: what narrows down many is refused beside the key of one message: nothing is sent (%s)',
  async (...option) => {
    const receiver = await startReceiver(202)
    onTestFinished(async () => {
      await receiver.stop()
    })
    const env = { OPERATOR_API_KEY: 'operator-key-of-a-test', QUITTANCE_URL: receiver.url }
    const { code, err } = await run(env, 'deliveries', 'redeliver', 'shop:pi_1:deliver', ...option)
    expect({ code, err, received: receiver.received }).toEqual({
      code: 2,
      err: expect.stringContaining('without a key'),
      received: [],
    })
  },
)
