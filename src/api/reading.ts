/** Waits no longer than asked. The work itself goes on: what can be told to stop must be told by its own means. */
export async function inTime<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Reads at most once per `ttlMs`. A failure is kept as long: a database in trouble is not asked more often for it. */
export function cached<T>(ttlMs: number, read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined
  let until = 0
  return () => {
    if (reading === undefined || Date.now() >= until) {
      until = Date.now() + ttlMs
      reading = read()
    }
    return reading
  }
}
