import { parse, stringify } from 'lossless-json'
import { z } from 'zod'
import { askedKeyFor } from '../domain/ids.ts'
import { refused, unavailable } from './failures.ts'

export interface LlamaPayAccess {
  readonly apiKey: string
  readonly apiBase: string
}

/** What LlamaPay documents of a charge, and the price that its webhooks have: without that, nobody knows what was paid. */
const charge = z.looseObject({
  id: z.string().min(1),
  created_at: z.string(),
  pricing: z.looseObject({ local: z.looseObject({ amount: z.unknown(), currency: z.string() }) }).optional(),
})
const list = z.object({
  data: z.array(charge),
  pagination: z.object({ next_uri: z.string().nullish() }).optional(),
})

export type Charge = z.infer<typeof charge>

const TIMEOUT_MS = 20_000

/**
 * All charges, paid or not, in pages. Their ids are random and no other order is documented, so that there is no place to
 * go on from: https://docs.llamapay.io/payments-gateway/integration/api-reference
 * @throws FulfilmentError PROVIDER_UNAVAILABLE (retryable), PROVIDER_REFUSED
 */
export async function* listCharges(access: LlamaPayAccess): AsyncIterable<readonly Charge[]> {
  const seen = new Set<string>()
  for (let after: string | undefined = ''; after !== undefined && !seen.has(after); ) {
    seen.add(after)
    const { data, pagination } = await ask(access, after)
    yield data
    after = nextOf(pagination?.next_uri, access.apiBase)
  }
}

/** The webhook that would have told of it: the same facts of the same payment, under a key of its own. */
export function pendingEventOf(paid: Charge): Buffer {
  const event = {
    id: askedKeyFor(paid.id),
    type: 'charge:pending',
    created_at: paid.created_at,
    data: paid,
  }
  return Buffer.from(stringify({ event }) ?? '')
}

/** Only the place is taken from it: our key goes nowhere else. */
function nextOf(uri: string | null | undefined, base: string): string | undefined {
  if (uri === null || uri === undefined || !URL.canParse(uri, base)) return undefined
  return new URL(uri, base).searchParams.get('starting_after') ?? undefined
}

async function ask({ apiKey, apiBase }: LlamaPayAccess, after: string) {
  const query = after === '' ? '' : `?${new URLSearchParams({ starting_after: after }).toString()}`
  const response = await fetch(`${apiBase.replace(/\/$/, '')}/charges${query}`, {
    headers: { authorization: apiKey, accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw unavailable('LlamaPay', error instanceof Error ? error.name : 'no answer')
  })
  if (response.status === 401 || response.status === 403) throw refused('LlamaPay', `HTTP ${response.status}`)
  if (!response.ok) throw unavailable('LlamaPay', `HTTP ${response.status}`)
  const read = list.safeParse(parsed(await response.text()))
  if (!read.success) throw unavailable('LlamaPay', 'its list of charges cannot be read')
  return read.data
}

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
