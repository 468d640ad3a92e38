import type { Policy } from '../../domain/policy.ts'
import type { NewEvent } from '../../inbox/inbox.ts'
import { parseBody } from '../../providers/body.ts'
import type { Endpoint } from '../endpoints.ts'
import type { Intake } from '../intake.ts'
import { deliveryOf } from './delivery.ts'
import { checkPurchase, type Purchase } from './purchase.ts'
import type { PaymentName, Standing } from './read-standings.ts'
import {
  amountMismatch,
  contradiction,
  mintEnded,
  mintHeld,
  mintInProgress,
  nothingToMint,
} from './refusal.ts'
import { mintReply } from './reply.ts'
import type { ReadSession } from './session.ts'
import type { WaitingRoom } from './waiting-room.ts'

export interface MintSessionDeps {
  readonly readSession: ReadSession
  readonly endpoint: Endpoint
  readonly policy: Policy
  readonly intake: Intake
  readonly room: WaitingRoom
  readonly blockExplorerUrl: string
  readonly waitMs: number
}

const LTZ_SCALE = 18

/**
 * Mints what a paid Checkout session bought, through the same inbox as its webhook: the two are facts about one payment,
 * and what is answered "in progress" goes on. Resolves with the reply as JSON text.
 * @throws HttpError, FulfilmentError INBOX_UNAVAILABLE
 */
export async function mintSession(deps: MintSessionDeps, id: string): Promise<string> {
  const { readSession, endpoint, intake, room, blockExplorerUrl } = deps
  const deadline = Date.now() + deps.waitMs
  const text = await readSession(id)
  const body = parseBody(Buffer.from(text))
  const ltzScale = deps.policy.assets[mintedAsset(endpoint)]?.scale ?? LTZ_SCALE
  const purchase = checkPurchase(body, ltzScale)
  const row = intake.read(endpoint, deliveryOf({ id, text, body }))
  const payment = paymentOf(row, purchase)
  const before = await room.look(payment)
  const admission = await intake.take(endpoint, row)
  if (admission.type === 'quarantined') throw contradiction('it said something else when it was first read')
  const { txHash, wallet } = minted(await room.wait(payment, deadline), purchase)
  const isFirst = admission.type === 'accepted' && before.type !== 'minted'
  const shown = isFirst ? { blockExplorer: `${blockExplorerUrl}/tx/${txHash}` } : {}
  return mintReply({ ...purchase, wallet, ltzScale, txHash, ...shown })
}

function mintedAsset({ policy: { mint } }: Endpoint): string {
  return mint ? mint.asset : 'LTZ'
}

/** The payment that is minted for this session. By another rate, or to another wallet, it would not be what was checked. */
function paymentOf(
  { plan, event: { account, paymentId } }: NewEvent,
  { wallet, ltz }: Purchase,
): PaymentName {
  if (plan.type !== 'fulfil') throw nothingToMint(plan.type === 'record' ? plan.reason : 'no money is stated')
  if (plan.problem !== undefined) throw nothingToMint(plan.problem.message)
  const mint = plan.effects.find((effect) => effect.type === 'mint')
  if (mint === undefined || paymentId === undefined)
    throw nothingToMint('the policy of its endpoint does not mint')
  if (mint.amount !== ltz.toString() || mint.wallet.toLowerCase() !== wallet.toLowerCase())
    throw amountMismatch()
  return { account, paymentId }
}

function minted(
  standing: Standing,
  purchase: Purchase,
): { readonly txHash: string; readonly wallet: string } {
  switch (standing.type) {
    case 'waiting':
      throw mintInProgress()
    case 'held':
      throw mintHeld()
    case 'ended':
      throw mintEnded()
    case 'minted': {
      const { txHash, wallet, amount, isAmended } = standing
      if (amount !== null && amount !== purchase.ltz) throw contradiction('another amount was minted')
      const isSame = wallet === null || wallet === purchase.wallet.toLowerCase()
      if (!isSame && !isAmended) throw contradiction('the tokens were minted to another wallet')
      return { txHash, wallet: isSame ? purchase.wallet : wallet }
    }
  }
}
