import { BlockList, isIP } from 'node:net'
import { FulfilmentError } from '../domain/errors.ts'

/**
 * Which addresses may deliver; an empty list lets every address in.
 * @throws FulfilmentError CONFIG_INVALID naming the entry that is neither an address nor a subnet
 */
export function ipAllowList(entries: readonly string[]): (ip: string) => boolean {
  if (entries.length === 0) return () => true
  const list = new BlockList()
  for (const entry of entries) addEntry(list, entry)
  return (ip) => {
    const address = plainAddress(ip)
    const family = isIP(address)
    return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
}

/** An IPv4 address as it is written, also where an IPv6 socket took the connection. */
export function plainAddress(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.)/i, '')
}

function addEntry(list: BlockList, entry: string): void {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
  const family = isIP(address)
  const bits = family === 4 ? 32 : 128
  const length = prefix === undefined ? bits : Number(prefix)
  if (family === 0 || length > bits) {
    throw new FulfilmentError({
      code: 'CONFIG_INVALID',
      retryable: false,
      message: `ipAllow: "${entry.slice(0, 60)}" is neither an IP address nor a subnet such as 203.0.113.0/24`,
    })
  }
  list.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6')
}
