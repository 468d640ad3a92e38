import { BlockList, isIP } from 'node:net'
import { addNetwork, isInNetwork } from './network.ts'

/** IANA's special-purpose registry of IPv4, multicast and above, and what a cloud serves its metadata on. */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // Azure's platform: metadata, DNS and health probes, on an address that looks public.
  '168.63.129.16',
]

/** All that IANA has given out to the internet so far; mapped, translated, local and multicast addresses lie outside. */
const GLOBAL_V6 = ['2000::/3']

/** Within it: protocol assignments with Teredo and ORCHID, documentation, 6to4, AS112, documentation again. */
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

const special = listOf([...SPECIAL_V4, ...SPECIAL_V6])
const globalV6 = listOf(GLOBAL_V6)

/**
 * Whether an IP address is somewhere on the public internet. IPv4 inside IPv6, however it is wrapped, is refused: what it
 * leads to is for the network to say.
 */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 0 || isInNetwork(special, address)) return false
  return family === 4 || isInNetwork(globalV6, address)
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) addNetwork(list, network)
  return list
}
