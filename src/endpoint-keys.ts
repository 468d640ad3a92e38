import { splitEntries } from './outbound/allow-list.ts'

const KEY_BYTES = 32

/** The keys of ENDPOINT_SECRETS_KEY: 32 bytes each, in hex or base64. Undefined in place of one that is neither. */
export function endpointSecretKeys(text: string): readonly (Buffer | undefined)[] {
  return splitEntries(text).map((entry) => {
    const key = Buffer.from(entry, /^[0-9a-fA-F]{64}$/.test(entry) ? 'hex' : 'base64')
    const isWritten = key.toString('hex') === entry.toLowerCase() || key.toString('base64') === entry
    return key.length === KEY_BYTES && isWritten ? key : undefined
  })
}
