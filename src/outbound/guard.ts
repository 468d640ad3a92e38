import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { FulfilmentError } from '../domain/errors.ts'
import type { AllowList } from './allow-list.ts'
import { failed, refused } from './failures.ts'
import { isPublic } from './is-public.ts'

const PROTOCOLS = ['http:', 'https:']

/** `dns.lookup` as it answers with all addresses of a name. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Keeps calls to URLs of others out of our own network. */
export interface Guard {
  /**
   * A URL that may be called as far as its text shows; names are judged when they are resolved.
   * @throws FulfilmentError OUTBOUND_REFUSED (final)
   */
  parseUrl(text: string, base?: URL): URL
  /** Resolves for the one connection that follows, so that it goes to the very addresses that were judged. */
  lookupFor(url: URL): LookupFunction
}

export function createGuard(allow: AllowList, resolve: Resolve = systemLookup): Guard {
  const permits = (address: string, port: number): boolean =>
    isPublic(address) || allow.allowsAddress(address, port)
  return {
    parseUrl(text, base) {
      const url = readUrl(text, base)
      const host = hostOf(url)
      if (isIP(host) !== 0 && !permits(host, portOf(url))) throw notPublic()
      return url
    },
    lookupFor(url) {
      const port = portOf(url)
      const trusted = allow.allowsHost(hostOf(url), port)
      const permitsAll = (addresses: readonly LookupAddress[]): boolean =>
        trusted || addresses.every(({ address }) => permits(address, port))
      return (hostname, options, callback) => {
        resolve(hostname, { ...options, all: true }, (error, addresses) => {
          if (error === null && permitsAll(addresses)) hand(addresses, options, callback)
          else callback(error ?? notPublic(), '')
        })
      }
    },
  }
}

function hand(
  addresses: LookupAddress[],
  { all }: LookupOptions,
  callback: Parameters<LookupFunction>[2],
): void {
  const [first] = addresses
  if (first === undefined) callback(failed('the name has no address'), '')
  else if (all === true) callback(null, addresses)
  else callback(null, first.address, first.family)
}

function readUrl(text: string, base: URL | undefined): URL {
  if (!URL.canParse(text, base?.href)) throw refused('the URL cannot be read')
  const url = new URL(text, base)
  if (!PROTOCOLS.includes(url.protocol)) throw refused('the URL is neither http nor https')
  if (url.username !== '' || url.password !== '') throw refused('the URL holds credentials')
  return url
}

/** The URL parser has brought every spelling of an IP address to one; IPv6 stands in brackets. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}

/** Which address it was is not said: that would tell outsiders what names mean in our network. */
function notPublic(): FulfilmentError {
  return refused('the URL leads to an address that is not on the public internet')
}
