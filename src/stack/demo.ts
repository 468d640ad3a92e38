import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { untilAborted } from './interruption.ts'
import { startMerchantStandIn } from './merchant-stand-in.ts'
import type { Quittance } from './quittance.ts'
import { announce, print, serve } from './serve.ts'
import { startStripeStandIn } from './stripe-stand-in.ts'
import { tour } from './tour/tour.ts'

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } })
const logFile = join(process.env.DATA_DIR || '.data', 'demo.log')
let logs: ReturnType<typeof createWriteStream> | undefined

/** The programs' own lines would bury the table: they go to a file. */
const toFile = (line: string): void => {
  logs ??= createWriteStream(logFile, { flags: 'a' })
  logs.write(`${line}\n`)
}

const stripe = await startStripeStandIn()
const merchant = await startMerchantStandIn()

/** The tour's own policy, Stripe and merchant: whatever yours are, it shows the same, and asks and tells them nothing. */
const own = {
  CONFIG_FILE: fileURLToPath(new URL('demo.policy.json', import.meta.url)),
  STRIPE_SECRET_KEY: stripe.secretKey,
  STRIPE_API_BASE: stripe.apiBase,
  MINTER: '',
  DELIVERY_URL: merchant.url,
  DELIVERY_SECRET: merchant.secret,
}

const show = async (quittance: Quittance, interrupted: AbortSignal): Promise<number> => {
  const shown = tour(quittance, { stripe, merchant }, print)
  const wentWell = await Promise.race([shown, untilAborted(interrupted, quittance.broken)])
  if (wentWell === undefined) return 0
  announce(quittance)
  print(`  logs         ${logFile}`)
  if (values.once || !wentWell) return wentWell ? 0 : 1
  print('  Ctrl-C stops everything.')
  await untilAborted(interrupted, quittance.broken)
  return 0
}

process.exit(await serve(toFile, show, own))
