import type { Command } from 'commander'
import { z } from 'zod'
import { formatMinor } from '../domain/money.ts'
import { apiClient } from './api-client.ts'
import type { Io } from './io.ts'
import { overApi } from './over-api.ts'
import { table } from './table.ts'

interface Common {
  readonly url?: string
  readonly json?: boolean
}

interface Registration extends Common {
  readonly amount: string
  readonly asset: string
  readonly owner?: string
}

const order = z.object({
  reference: z.string(),
  status: z.string(),
  amount: z.string().transform(BigInt).nullable(),
  asset: z.string().nullable(),
  scale: z.number().nullable(),
  paymentId: z.string().nullable(),
  paidAt: z.string().nullable(),
})

/** `quittance orders`: where one stands, and telling of one ahead of its payment. */
export function addOrders(program: Command, io: Io): void {
  const orders = program.command('orders').description('what payments are for')
  const show = orders
    .command('show')
    .description('where an order stands')
    .argument('<account>')
    .argument('<reference>')
  overApi(show).action((account: string, reference: string, options: Common) =>
    showOrder(io, [account, reference], options),
  )
  const register = orders
    .command('register')
    .description('tell of an order, so that its payment is held to it')
    .argument('<account>')
    .argument('<reference>')
    .requiredOption('--amount <minor>', 'in minor units: 1999 is 19.99 USD')
    .requiredOption('--asset <code>', 'as the policy names it')
    .option('--owner <owner>', 'who is credited; a bare name means user:')
  overApi(register).action((account: string, reference: string, options: Registration) =>
    registerOrder(io, [account, reference], options),
  )
}

type Named = readonly [account: string, reference: string]

async function showOrder(io: Io, named: Named, { url, json }: Common): Promise<void> {
  const { body } = await apiClient(io, url)('GET', pathOf(named))
  io.print(json ? JSON.stringify(body) : tableOf(body))
}

async function registerOrder(io: Io, named: Named, options: Registration): Promise<void> {
  const { url, json, amount, asset, owner } = options
  const { body } = await apiClient(io, url)('PUT', pathOf(named), { amount, asset, owner })
  io.print(json ? JSON.stringify(body) : tableOf(body))
}

function pathOf([account, reference]: Named): string {
  return `/orders/${encodeURIComponent(account)}/${encodeURIComponent(reference)}`
}

function tableOf(body: unknown): string {
  const { reference, status, amount, asset, scale, paymentId, paidAt } = order.parse(body)
  const money = amount === null ? '-' : `${formatMinor(amount, scale ?? 0)} ${asset ?? ''}`.trim()
  return table(
    ['ORDER', 'STATUS', 'AMOUNT', 'PAYMENT', 'PAID'],
    [[reference, status, money, paymentId ?? '-', paidAt ?? '-']],
  )
}
