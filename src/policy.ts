import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { DEFAULT_ASSETS } from './domain/assets.ts'
import type { Policy } from './domain/policy.ts'

const grant = z.strictObject({
  match: z.record(
    z.string().regex(/^(?:metadata\..+|price|product)$/, 'match on metadata.<key>, price or product'),
    z.string(),
  ),
  product: z.string().min(1),
  days: z.int().positive().exactOptional(),
})

/** What a merchant account may be called. */
export const accountName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^(?!chain:)/, 'must not begin with chain: so are the books of a chain named')
  // The id of a mint is made of account|paymentId, and payment ids may hold anything.
  .regex(/^[^|]*$/, 'must not hold |, which ends it in the id of a mint')

const endpoint = z.strictObject({
  account: accountName.exactOptional(),
  fulfilOn: z.enum(['checkout', 'payment_intent', 'charge']).exactOptional(),
  ordersMustExist: z.boolean().exactOptional(),
  effectsAt: z.enum(['pending', 'confirmed']).exactOptional(),
  pendingIsSpendable: z.boolean().exactOptional(),
  mode: z.enum(['live', 'test']).exactOptional(),
  creditRewards: z.boolean().exactOptional(),
  mint: z
    .union([z.literal(false), z.strictObject({ asset: z.string(), perUsd: z.string().regex(/^[1-9]\d*$/) })])
    .exactOptional(),
  grants: z.array(grant).exactOptional(),
  ipAllow: z.array(z.string()).exactOptional(),
})

/** The policy file, every key optional. An unknown key is an error: a typing mistake must not become a policy. */
const policyFile = z.strictObject({
  assets: z
    .record(
      z.string().regex(/^[A-Z0-9]{2,20}$/, 'an asset code is 2 to 20 capitals and digits'),
      z.strictObject({ scale: z.int().min(0).max(30) }),
    )
    .default({}),
  endpoints: z.record(z.string().regex(/^[A-Za-z0-9._-]{1,100}$/), endpoint).default({}),
  subscriptions: z
    .strictObject({
      graceDays: z.int().min(0).default(3),
      dunningDays: z.array(z.int().min(0)).default([0, 3, 7]),
      days: z.int().positive().default(30),
    })
    .prefault({}),
  settlement: z
    .strictObject({
      deadlineMinutes: z.int().positive().default(60),
      networks: z.array(z.string().min(1).max(100)).default([]),
    })
    .prefault({}),
})

/**
 * The merchant's policy with every default filled in.
 * @throws ZodError naming each wrong key · Error when the file cannot be read or is not JSON
 */
export function readPolicy(json: unknown): Policy {
  const file = policyFile.parse(json)
  return { ...file, assets: { ...DEFAULT_ASSETS, ...file.assets } }
}

/** Reads the policy from a file; a file that does not exist is an empty policy: the shipped defaults. */
export function loadPolicy(path: string): Policy {
  return readPolicy(JSON.parse(readIfThere(path) ?? '{}'))
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
