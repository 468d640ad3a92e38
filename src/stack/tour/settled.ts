import { parseEther } from 'viem'
import { settlementIdFor } from '../../domain/ids.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Settlement } from '../../ledger/settlement.ts'
import { waitUntil } from '../wait-until.ts'
import type { TourChain } from './chain.ts'
import { changesOf } from './changes.ts'
import type { Guide } from './guide.ts'
import type { Stop } from './stops.ts'
import { joined, type Row } from './table.ts'
import { visit } from './visit.ts'
import { WITHIN } from './within.ts'

const ACCOUNT = 'standard'
const AMOUNT = '0.25'
/** Of the embedded chain, in the demo's policy. */
const NETWORK = 'anvil'
/** So many blocks upon it, and a block is final. */
const BLOCKS_TO_FINAL = 4

interface Paid {
  readonly paymentId: string
  readonly owner: string
  readonly order: string
}

/** Something that happens on the chain, and what must follow in the books. */
interface Happening {
  readonly event: string
  /** Resolves with the number of the block it happened in. */
  readonly happens: () => Promise<bigint>
  readonly until: (settlement: Settlement) => boolean
  readonly mustChange: readonly string[]
  readonly note?: string
}

/** Money that comes, is undone by a reorg, comes again, and stays. */
export async function settledRows(guide: Guide, ledger: Ledger, chain: TourChain): Promise<Row[]> {
  const user = `hal-${guide.id}`
  const paid = { paymentId: `p_${guide.id}`, owner: `user:${user}`, order: `order-${user}` }
  const transfer = await chain.newTransfer(parseEther(AMOUNT))
  return chain.byHand(async () => {
    await transfer.send()
    await chain.mine(1)
    const rows = [await visit(guide, pendingStop(paid, user, transfer.hash))]
    await waitUntil(() => beSeen(ledger, paid), { what: 'the transaction to be seen', ...WITHIN })
    for (const happening of happenings(chain, transfer.send))
      rows.push(await live(guide, ledger, paid, happening))
    return rows
  })
}

function pendingStop({ paymentId, owner, order }: Paid, user: string, txHash: string): Stop {
  const event = { provider: ACCOUNT, type: 'payment.pending', eventId: `evt_${paymentId}` }
  const money = { amount: AMOUNT, currency: 'ETH', network: NETWORK, txHash }
  return { send: { ...event, ...money, paymentId, user, order }, owner, order }
}

function happenings(chain: TourChain, send: () => Promise<void>): Happening[] {
  return [
    {
      event: 'chain: undone by a reorg',
      happens: async () => {
        await chain.undoBlock()
        // Until the block in its place is final, it might come back.
        return (await chain.mine(BLOCKS_TO_FINAL)) - BigInt(BLOCKS_TO_FINAL)
      },
      until: ({ money }) => money === 'gone',
      mustChange: [`-${AMOUNT} ETH pending`],
    },
    {
      event: 'chain: mined again',
      happens: async () => {
        await send()
        return chain.mine(1)
      },
      until: ({ money, generation }) => money === 'pending' && generation === 2,
      mustChange: [`+${AMOUNT} ETH pending`],
      note: 'generation 2',
    },
    {
      event: `chain: final, ${BLOCKS_TO_FINAL} blocks later`,
      happens: () => chain.mine(BLOCKS_TO_FINAL),
      until: ({ money }) => money === 'confirmed',
      mustChange: [`+${AMOUNT} ETH available`, `-${AMOUNT} ETH pending`],
    },
  ]
}

async function live({ operator }: Guide, ledger: Ledger, paid: Paid, happening: Happening): Promise<Row> {
  const { event, happens, until, mustChange, note = '' } = happening
  const { paymentId, owner, order } = paid
  const before = await operator.balances(owner)
  const block = await happens()
  await waitUntil(() => beSettled(ledger, paid, until), { what: `${paymentId}: ${event}`, ...WITHIN })
  const changes = changesOf(before, await operator.balances(owner))
  return {
    event,
    answer: `block ${block}`,
    workflow: settlementIdFor({ account: ACCOUNT, paymentId }),
    changed: joined(...changes, `order ${await operator.orderStatus(ACCOUNT, order)}`, note),
    ok: changes.join() === mustChange.join(),
  }
}

async function beSeen(ledger: Ledger, { paymentId }: Paid): Promise<void> {
  if (!(await ledger.sighting(ACCOUNT, paymentId))?.seen) throw new Error('its settlement has not seen it')
}

async function beSettled(ledger: Ledger, { paymentId }: Paid, until: Happening['until']): Promise<void> {
  const settlement = await ledger.settlement(ACCOUNT, paymentId)
  if (settlement === null || !until(settlement)) throw new Error(`the payment is ${settlement?.money}`)
}
