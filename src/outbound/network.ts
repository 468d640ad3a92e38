import { BlockList, isIP } from 'node:net'

const NETWORK = /^([^/]+)(?:\/(\d{1,3}))?$/

/** Adds an IP address or a subnet such as 203.0.113.0/24 to a list; false when it is neither. */
export function addNetwork(list: BlockList, text: string): boolean {
  const [, address = '', prefix] = NETWORK.exec(text) ?? []
  const family = isIP(address)
  const bits = family === 4 ? 32 : 128
  const length = prefix === undefined ? bits : Number(prefix)
  if (family === 0 || length > bits) return false
  list.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6')
  return true
}

/** Whether a text is an IP address or a subnet. */
export function isNetwork(text: string): boolean {
  return addNetwork(new BlockList(), text)
}

/** Whether an address is in a list of its own family. Text that is no IP address is in none. */
export function isInNetwork(list: BlockList, address: string): boolean {
  const family = isIP(address)
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
