import { inTime } from './reading.ts'

export interface CachedLookup<T> {
  /** What the key stands for; undefined: nothing. @throws whatever `read` throws, where nothing is remembered of the key */
  get(key: string): Promise<T | undefined>
}

export interface LookupOptions<T> {
  /** Reads all that is there of these keys. */
  readonly read: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>
  /** How long an answer serves, also the answer that there is nothing. */
  readonly ttlMs: number
  /** How long a new answer is waited for before an old one serves on. */
  readonly waitMs: number
  /** How many answers are remembered of either kind: the nonsense of strangers pushes out nothing that is real. */
  readonly most: number
}

interface Answer<T> {
  readonly value: T | undefined
  readonly until: number
}

/**
 * Reads by key, one read at a time, which all share that ask meanwhile: however many ask, the database is asked one question.
 * While it does not answer, what is known goes on being known.
 */
export function createCachedLookup<T>({ read, ttlMs, waitMs, most }: LookupOptions<T>): CachedLookup<T> {
  const known = new Map<string, Answer<T>>()
  const absent = new Map<string, Answer<T>>()
  const ask = createSharedRead(read)

  const remember = (key: string, value: T | undefined): void => {
    const [among, others] = value === undefined ? [absent, known] : [known, absent]
    others.delete(key)
    among.delete(key)
    among.set(key, { value, until: Date.now() + ttlMs })
    const [oldest] = among.keys()
    if (among.size > most && oldest !== undefined) among.delete(oldest)
  }

  return {
    async get(key) {
      const answer = known.get(key) ?? absent.get(key)
      if (answer !== undefined && Date.now() < answer.until) return answer.value
      try {
        remember(key, (await inTime(waitMs, ask(key))).get(key))
      } catch (error) {
        const before = known.get(key)
        if (before === undefined) throw error
        remember(key, before.value)
      }
      return known.get(key)?.value
    },
  }
}

/** Those who ask while a read is under way share the next one. */
function createSharedRead<T>(
  read: LookupOptions<T>['read'],
): (key: string) => Promise<ReadonlyMap<string, T>> {
  let underWay: Promise<unknown> = Promise.resolve()
  let next: { readonly keys: Set<string>; readonly found: Promise<ReadonlyMap<string, T>> } | undefined
  const begin = () => {
    const keys = new Set<string>()
    const found = underWay.then(() => {
      next = undefined
      return read([...keys])
    })
    underWay = found.catch(() => undefined)
    return { keys, found }
  }
  return (key) => {
    next ??= begin()
    next.keys.add(key)
    return next.found
  }
}
