import type { SealedContact } from '../inbox/contacts.ts'
import type { MailParts, Matter } from './mail-parts.ts'
import type { About } from './tell.ts'

type Known = SealedContact | undefined

/** One mailbox as servers know it, and nothing that a header would read as more. */
const MAILBOX = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u

/**
 * Where a mail goes, read when it is sent and kept nowhere: the nearest address that opens. Undefined: nobody gave one, or
 * the person was erased.
 */
export async function findAddress(
  parts: MailParts,
  about: About,
  matter: Matter,
): Promise<string | undefined> {
  for (const look of places(parts, about, matter)) {
    const found = await look()
    const address = found && opened(parts, found)
    if (address !== undefined) return address
  }
  return undefined
}

/** From near to far: who paid may have left another address long ago. */
function places(
  { contacts, ledger, subjectOf }: MailParts,
  { account, endpoint, eventKey, subscriptionId }: About,
  { payment, subscription }: Matter,
): readonly (() => Promise<Known>)[] {
  const orderReference = payment?.orderReference ?? undefined
  const owner = payment?.owner ?? subscription?.owner
  return [
    () => contacts.ofEvent(endpoint, eventKey),
    async () => (payment === undefined ? undefined : contacts.ofEvents(payment.events.map(({ id }) => id))),
    async () => (subscriptionId === undefined ? undefined : contacts.ofSubscription(account, subscriptionId)),
    async () => {
      if (orderReference === undefined) return undefined
      const ciphertext = await ledger.orderContact(account, orderReference)
      return ciphertext === null ? undefined : { ciphertext, context: `order:${account}:${orderReference}` }
    },
    async () => (owner === undefined ? undefined : contacts.ofSubject(subjectOf(owner))),
  ]
}

/** Sealed with a key that was changed, it is as good as gone. */
function opened({ cipher }: MailParts, { ciphertext, context }: SealedContact): string | undefined {
  try {
    const address = cipher.open(ciphertext, context)
    return MAILBOX.test(address) ? address : undefined
  } catch {
    return undefined
  }
}
