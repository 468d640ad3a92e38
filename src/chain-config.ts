import { z } from 'zod'
import { parseDecimal } from './domain/money.ts'
import type { EndpointPolicy, Policy } from './domain/policy.ts'

type Hex = `0x${string}`

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'must be 0x and 40 hex digits')
  .transform((text): Hex => `0x${text.slice(2)}`)

/** Wei of a gwei, the unit in which fees are spoken of. */
const GWEI = 1_000_000_000n
/** Of the coin that gas is paid in. */
const COIN_SCALE = 18

/** The chain, and who mints. */
export const CHAIN_SETTINGS = {
  CHAIN_RPC_URL: z
    .string()
    .optional()
    .describe(
      'JSON-RPC URLs of the chain, separated by commas; without it `npm start` brings a chain of its own',
    ),
  CHAIN_ID: z.coerce
    .number()
    .int()
    .positive()
    .default(1868)
    .describe('Id the chain must say it has; 1868 is Soneium'),
  LTZ_ADDRESS: address.optional().describe('The LTZ contract: `npm run deploy-contract` prints it'),
  SIGNER_KEY: z
    .string()
    .optional()
    .describe(
      'Private key (0x and 64 hex digits) or mnemonic that holds MINTER_ROLE; the worker alone needs it',
    ),
  SIGNER_LOW_BALANCE: z
    .string()
    .regex(/^\d{1,9}(?:\.\d{1,18})?$/, 'must be a plain number with up to 18 decimal places')
    .default('0.01')
    .describe("Alarm when the minting address has less of the chain's coin, which pays for gas"),
  MINT_FEE_CAP_GWEI: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be whole gwei')
    .default('500')
    .describe('Most that is ever offered for a unit of gas, in gwei'),
  MINTER: z
    .enum(['chain', 'loyalteez'])
    .optional()
    .describe(
      'Who mints: chain (default where CHAIN_RPC_URL and LTZ_ADDRESS are set) or loyalteez, over HTTP; neither: payments that name a wallet are credited',
    ),
  LOYALTEEZ_API_URL: z
    .url()
    .default('https://api.loyalteez.app')
    .describe('Where MINTER=loyalteez asks for mints'),
  BLOCK_EXPLORER_URL: z
    .url()
    .default('https://soneium.blockscout.com')
    .describe('Block explorer, for links to transactions'),
  LLAMAPAY_CONTRACT: address
    .optional()
    .describe(
      "LlamaPay's subscription contract on the chain: its events tell in which transaction a payment was made",
    ),
  LLAMAPAY_RECEIVER: address
    .optional()
    .describe('Address that LlamaPay subscriptions pay: events that name another receiver are left out'),
} as const

type ChainSettings = z.infer<z.ZodObject<typeof CHAIN_SETTINGS>>

export interface ChainConfig {
  readonly rpcUrls: readonly string[]
  readonly chainId: number
  readonly ltzAddress?: Hex
  /** By whose events LlamaPay's payments are found, and whom they pay. */
  readonly llamapay?: { readonly contract: Hex; readonly receiver: Hex }
  /** Most ever offered for a unit of gas, in wei. */
  readonly feeCapWei: bigint
}

/** Who mints. The key of `chain` is the worker's alone. */
export type Minter = 'chain' | 'loyalteez'

export interface MintingConfig {
  readonly chain?: ChainConfig
  /** Missing: nothing can be minted, and payments that name a wallet are credited. */
  readonly minter?: Minter
  readonly signerKey?: string
  /** Below it, its balance is an alarm. */
  readonly signerFloorWei: bigint
  readonly loyalteezApiUrl: string
  /** Without a slash at its end. */
  readonly blockExplorerUrl: string
}

/** What the settings come to, and what is wrong with them. */
export function checkedMinting(settings: ChainSettings): { value: MintingConfig; wrong: readonly string[] } {
  const chain = chainOf(settings)
  const minter = settings.MINTER ?? (chain?.ltzAddress === undefined ? undefined : 'chain')
  const { SIGNER_KEY: signerKey } = settings
  return {
    value: {
      ...(chain === undefined ? {} : { chain }),
      ...(minter === undefined ? {} : { minter }),
      ...(signerKey === undefined ? {} : { signerKey }),
      signerFloorWei: parseDecimal(settings.SIGNER_LOW_BALANCE, COIN_SCALE),
      loyalteezApiUrl: withoutSlash(settings.LOYALTEEZ_API_URL),
      blockExplorerUrl: withoutSlash(settings.BLOCK_EXPLORER_URL),
    },
    wrong: [
      ...(chain?.rpcUrls ?? []).filter((url) => !/^https?:\/\//.test(url)).map((url) => notHttp(url)),
      ...(minter === 'chain' && chain?.ltzAddress === undefined
        ? ['MINTER: chain needs CHAIN_RPC_URL and LTZ_ADDRESS']
        : []),
      ...((settings.LLAMAPAY_CONTRACT === undefined) === (settings.LLAMAPAY_RECEIVER === undefined)
        ? []
        : ['LLAMAPAY_CONTRACT, LLAMAPAY_RECEIVER: neither is of use without the other']),
    ],
  }
}

/** What a Stripe checkout that names a wallet becomes where somebody mints and the policy says nothing else. */
const STRIPE_MINTS = { asset: 'LTZ', perUsd: '1000' } as const

/** The policy as it holds here: who mints decides whether anything may be minted. */
export function withMinting(
  policy: Policy,
  minter: Minter | undefined,
): { value: Policy; wrong: readonly string[] } {
  const endpoints: Record<string, EndpointPolicy> = { ...policy.endpoints }
  if (minter !== undefined) endpoints.stripe = { mint: STRIPE_MINTS, ...endpoints.stripe }
  const minting = Object.entries(endpoints).flatMap(([slug, { mint }]) => (mint ? [{ slug, mint }] : []))
  const wrong = minting.flatMap(({ slug, mint: { asset } }) => [
    ...(minter === undefined
      ? [`endpoints.${slug}.mint: nobody mints here: set MINTER, or CHAIN_RPC_URL and LTZ_ADDRESS`]
      : []),
    ...(minter === 'chain' && asset !== 'LTZ'
      ? [`endpoints.${slug}.mint.asset: LTZ_ADDRESS is a contract of LTZ, and mints no ${asset}`]
      : []),
    ...(policy.assets[asset] === undefined
      ? [`endpoints.${slug}.mint.asset: ${asset} is not among the assets`]
      : []),
  ])
  return { value: { ...policy, endpoints }, wrong: [...wrong, ...wrongScale(policy, minter)] }
}

/** What the contract says of itself: 10^18 minor units are one LTZ. */
const LTZ_SCALE = 18

function wrongScale({ assets }: Policy, minter: Minter | undefined): readonly string[] {
  if (minter !== 'chain' || assets.LTZ?.scale === LTZ_SCALE) return []
  return [`assets.LTZ.scale: must be ${LTZ_SCALE}, which is what its contract has`]
}

function chainOf(settings: ChainSettings): ChainConfig | undefined {
  const { CHAIN_RPC_URL: urls, LTZ_ADDRESS: ltzAddress } = settings
  const { LLAMAPAY_CONTRACT: contract, LLAMAPAY_RECEIVER: receiver } = settings
  if (urls === undefined) return undefined
  return {
    rpcUrls: urls.split(',').map((url) => url.trim()),
    chainId: settings.CHAIN_ID,
    feeCapWei: BigInt(settings.MINT_FEE_CAP_GWEI) * GWEI,
    ...(ltzAddress === undefined ? {} : { ltzAddress }),
    ...(contract === undefined || receiver === undefined ? {} : { llamapay: { contract, receiver } }),
  }
}

/** An RPC URL often holds a key: it is not repeated. */
function notHttp(url: string): string {
  return `CHAIN_RPC_URL: an entry of ${url.length} characters does not begin with http:// or https://`
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '')
}
