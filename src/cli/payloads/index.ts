import { cryptopayPayloads } from './cryptopay.ts'
import { llamapayPayloads } from './llamapay.ts'
import { loopsPayloads } from './loops.ts'
import { loyalteezPayloads } from './loyalteez.ts'
import { rachPayloads } from './rach.ts'
import type { PayloadBook } from './sale.ts'
import { standardPayloads } from './standard.ts'
import { stripePayloads } from './stripe.ts'

/** What the simulator can send, by provider. */
export const PAYLOADS: ReadonlyMap<string, PayloadBook> = new Map([
  ['stripe', stripePayloads],
  ['loyalteez', loyalteezPayloads],
  ['loops', loopsPayloads],
  ['llamapay', llamapayPayloads],
  ['cryptopay', cryptopayPayloads],
  ['rach', rachPayloads],
  ['standard', standardPayloads],
])
