import { keccak256, toHex } from 'viem'

/** A wallet nobody has the key of: the same for the same name. */
export const newWallet = (name: string): `0x${string}` => `0x${keccak256(toHex(name)).slice(-40)}`
