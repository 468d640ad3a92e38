import type { Config } from '../config.ts'
import { endpointPolicy } from '../domain/endpoint-policy.ts'
import type { EndpointRow } from '../inbox/read-endpoints.ts'
import type { SecretCipher } from '../inbox/secret-cipher.ts'
import { providerNamed } from '../providers/index.ts'
import type { Secret } from '../providers/provider.ts'
import type { Endpoint } from './endpoints.ts'
import { ipAllowList } from './ip-allow-list.ts'

/** Of a secret that cannot be opened: lost is the key, or somebody has changed the row. */
export type UnreadableSecret = (secretId: string, error: unknown) => void

type Parts = Pick<Config, 'policy' | 'providerSettings'> & { readonly cipher: SecretCipher | undefined }

/** An endpoint that was made at run time, ready to verify; undefined where it is not one, or this version has not its provider. */
export function storedEndpoint(
  { policy: file, providerSettings: settings, cipher }: Parts,
  row: EndpointRow,
  unreadable: UnreadableSecret,
): Endpoint | undefined {
  const { slug, account, provider: name } = row
  const provider = name === null ? undefined : providerNamed(name)
  if (provider === undefined || account === null) return undefined
  const policy = endpointPolicy({ slug, account, provider: provider.name }, file)
  const secrets = openedSecrets(row, cipher, unreadable)
  return {
    slug,
    account,
    provider,
    secrets,
    settings,
    policy,
    allows: ipAllowList(row.ipAllow.length > 0 ? row.ipAllow : (policy.ipAllow ?? [])),
    hasUnreadableSecrets: secrets.length < row.secrets.length,
  }
}

function openedSecrets(
  { slug, secrets, endsAt }: EndpointRow,
  cipher: SecretCipher | undefined,
  unreadable: UnreadableSecret,
): readonly Secret[] {
  return secrets.flatMap((sealed): Secret[] => {
    try {
      if (cipher === undefined) throw new Error('ENDPOINT_SECRETS_KEY is not set')
      return [{ id: sealed.id, value: cipher.open(sealed, slug), ...earlier(sealed.endsAt, endsAt) }]
    } catch (error) {
      unreadable(sealed.id, error)
      return []
    }
  })
}

/** A secret counts no longer than its endpoint. */
function earlier(...ends: readonly (Date | null)[]): { readonly endsAt?: string } {
  const [first] = ends.filter((end) => end !== null).sort((a, b) => a.getTime() - b.getTime())
  return first === undefined ? {} : { endsAt: first.toISOString() }
}
