import { createHash } from 'node:crypto'

/** What an external API is asked: may this user have a perk of this collection? */
export interface Question {
  /** As `new URL` writes it, without a fragment. */
  readonly apiUrl: string
  /** In small letters. */
  readonly userAddress: string
  readonly collectionId?: string
}

/** One name for one question. */
export function keyOf({ apiUrl, userAddress, collectionId }: Question): string {
  return digestOf(JSON.stringify([apiUrl, userAddress, collectionId ?? null]))
}

/** Hex SHA-256, for names in logs and rows in place of what they stand for. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
