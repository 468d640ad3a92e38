export interface Batcher<Item> {
  /** Adds to what is to be written. False: too much waits already, and this is dropped. */
  add(item: Item): boolean
  /** Resolves when all that was added is written, or given up. */
  drain(): Promise<void>
}

interface BatcherOptions<Item> {
  readonly write: (items: readonly Item[]) => Promise<void>
  /** Most items in one write. */
  readonly size: number
  /** Most items that may wait. */
  readonly limit: number
  /** Told of a write that failed; its items are given up. */
  readonly onError: (error: unknown) => void
}

/**
 * Bookkeeping that nobody waits for: one write at a time, at once when idle, and whatever comes meanwhile goes into
 * the next one.
 */
export function createBatcher<Item>({ write, size, limit, onError }: BatcherOptions<Item>): Batcher<Item> {
  const waiting: Item[] = []
  let writing: Promise<void> | undefined

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) await write(waiting.splice(0, size)).catch(onError)
    writing = undefined
  }

  return {
    add(item) {
      if (waiting.length >= limit) return false
      waiting.push(item)
      writing ??= writeAll()
      return true
    },
    async drain() {
      while (writing !== undefined) await writing
    },
  }
}
