import { BlockList } from 'node:net'
import { FulfilmentError } from '../domain/errors.ts'
import { addNetwork, isInNetwork } from './network.ts'

/** What may be called though it is not public. */
export interface AllowList {
  /** By the name in the URL, whatever it resolves to. */
  allowsHost(host: string, port: number): boolean
  /** By the address a connection goes to. */
  allowsAddress(address: string, port: number): boolean
}

interface Entry {
  readonly host?: string
  readonly network?: BlockList
  /** Any, where none is written. */
  readonly port?: number
}

/** `host`, `10.0.0.0/8`, each with or without `:port`; an IPv6 address with a port stands in brackets. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/

/** The last label is no number: that would be an IP address, misspelt. */
const HOST = /^(?:[a-z0-9_-]{1,63}\.)*(?!\d+$)[a-z0-9_-]{1,63}$/

/**
 * Reads hosts, IP addresses and subnets, each with an optional port.
 * @throws FulfilmentError CONFIG_INVALID naming every entry that is none
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  const wrong = wrongAllowEntries(entries)
  if (wrong.length > 0)
    throw new FulfilmentError({ code: 'CONFIG_INVALID', retryable: false, message: wrong.join('; ') })
  const parsed = entries.flatMap((text) => parseEntry(text) ?? [])
  const some = (port: number, matches: (entry: Entry) => boolean): boolean =>
    parsed.some((entry) => (entry.port === undefined || entry.port === port) && matches(entry))
  return {
    allowsHost: (host, port) => some(port, (entry) => entry.host === plainHost(host)),
    allowsAddress: (address, port) =>
      some(port, ({ network }) => network !== undefined && isInNetwork(network, address)),
  }
}

/** The entries of a setting, which has commas between them. */
export function splitEntries(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

/** One sentence for each entry that cannot be read. */
export function wrongAllowEntries(entries: readonly string[]): readonly string[] {
  return entries
    .filter((text) => parseEntry(text) === undefined)
    .map((text) => `"${text.slice(0, 60)}" is no host, IP address or subnet, with or without :port`)
}

function parseEntry(text: string): Entry | undefined {
  const [, bracketed, plain, digits] = WITH_PORT.exec(text) ?? [undefined, text]
  const name = bracketed ?? plain ?? ''
  const port = digits === undefined ? undefined : Number(digits)
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined
  const at = port === undefined ? {} : { port }
  const network = new BlockList()
  if (addNetwork(network, name)) return { network, ...at }
  const host = plainHost(name)
  return bracketed === undefined && HOST.test(host) ? { host, ...at } : undefined
}

/** Small letters, and no dot at the end. */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '')
}
