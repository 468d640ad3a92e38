import { randomBytes } from 'node:crypto'
import { createSecretCipher } from '../../src/inbox/secret-cipher.ts'
import { readPolicy } from '../../src/policy.ts'
import { type AnswerBody, type OperatorApi, startOperatorApi } from './operator-api.ts'
import { TEST_SECRETS } from './service.ts'
import { signedHeaders, startWebhookApi, type WebhookApi } from './webhook-api.ts'

/** Longer than a change takes to be in force. */
export const IN_FORCE = { timeout: 15_000, interval: 100 }

export const WHY = { actor: 'ada', reason: 'a test' }

export interface EndpointApis {
  readonly operator: OperatorApi
  /** Two processes' worth: nothing but the database is shared. */
  readonly apis: readonly [WebhookApi, WebhookApi]
  readonly key: Buffer
  /** Makes an endpoint; whatever is missing is made up. */
  readonly create: (about?: object) => Promise<Made>
  readonly stop: () => Promise<void>
}

export interface Made extends AnswerBody {
  readonly slug: string
  readonly path: string
  readonly secretId: string
  readonly secret: string
}

/** The operator API and two that take webhooks in, over one database. */
export const startEndpointApis = async (): Promise<EndpointApis> => {
  const key = randomBytes(32)
  const secretCipher = createSecretCipher([key])
  const operator = await startOperatorApi({
    policy: readPolicy({}),
    environmentEndpoints: [
      {
        slug: 'stripe',
        account: 'stripe',
        provider: 'stripe',
        secrets: [{ id: 'stripe-12345678', value: TEST_SECRETS.STRIPE_WEBHOOK_SECRET }],
      },
    ],
    ...(secretCipher === undefined ? {} : { secretCipher }),
  })
  const { databaseUrl } = operator
  // Tests ask again and again until a change is in force.
  const env = { ENDPOINT_SECRETS_KEY: key.toString('base64'), UNVERIFIED_RATE_PER_MINUTE: '1000000' }
  const start = () => startWebhookApi({ databaseUrl, env })
  const apis = [await start(), await start()] as const
  return {
    operator,
    apis,
    key,
    create: async (about = {}) => {
      const { status, body } = await operator.ask('POST', '/endpoints', {
        provider: 'standard',
        account: 'shop',
        ...WHY,
        ...about,
      })
      if (status !== 200) throw new Error(`not made: ${JSON.stringify(body)}`)
      return body as Made
    },
    stop: async () => {
      for (const api of apis) await api.stop()
      await operator.stop()
    },
  }
}

/** A test event, which no workflow is started for. */
export const PING = JSON.stringify({ type: 'ping' })

/** A payment, as Standard Webhooks tell of it. */
export const paid = (paymentId = `p_${randomBytes(6).toString('hex')}`): string =>
  JSON.stringify({
    type: 'payment.succeeded',
    data: { payment_id: paymentId, amount: '1.00', currency: 'USD', user_id: `u_${paymentId}` },
  })

/** Posts what the endpoint's provider would, signed with its secret. */
export const deliverTo = (
  api: WebhookApi,
  { path, secret }: Pick<Made, 'path' | 'secret'>,
  body = PING,
  provider = 'standard',
) => api.post(path, body, signedHeaders(provider, body, undefined, secret))
