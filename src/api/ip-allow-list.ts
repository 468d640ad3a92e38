import { BlockList } from 'node:net'
import { FulfilmentError } from '../domain/errors.ts'
import { addNetwork, isInNetwork } from '../outbound/network.ts'

/**
 * Which addresses may deliver; an empty list lets every address in.
 * @throws FulfilmentError CONFIG_INVALID naming the entry that is neither an address nor a subnet
 */
export function ipAllowList(entries: readonly string[]): (ip: string) => boolean {
  if (entries.length === 0) return () => true
  const list = new BlockList()
  for (const entry of entries) if (!addNetwork(list, entry)) throw notANetwork(entry)
  return (ip) => isInNetwork(list, plainAddress(ip))
}

/** An IPv4 address as it is written, also where an IPv6 socket took the connection. */
export function plainAddress(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.)/i, '')
}

function notANetwork(entry: string): FulfilmentError {
  return new FulfilmentError({
    code: 'CONFIG_INVALID',
    retryable: false,
    message: `ipAllow: "${entry.slice(0, 60)}" is neither an IP address nor a subnet such as 203.0.113.0/24`,
  })
}
