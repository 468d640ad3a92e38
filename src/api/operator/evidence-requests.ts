import { isUtf8 } from 'node:buffer'
import type { KeptRequest } from '../../evidence/gather.ts'

/** What is left of the requests, with those bodies that were read. */
export function requestsOf(
  requests: readonly KeptRequest[],
  bodies: ReadonlyMap<string, Buffer> | undefined,
) {
  return requests.map((request) => {
    const { event, bodySha256, headers, bytes, erasedAt, droppedAt } = request
    const kept = { event, bodySha256, headers }
    if (bytes === null)
      return { ...kept, state: erasedAt === null ? 'dropped' : 'erased', at: erasedAt ?? droppedAt } as const
    const raw = bodies?.get(event)
    if (raw !== undefined) return { ...kept, state: 'kept', at: null, body: encoded(raw) } as const
    const isElsewhere = bodies !== undefined
    return {
      ...kept,
      state: isElsewhere ? 'elsewhere' : 'kept',
      at: null,
      ...(isElsewhere ? { link: `/v1/events/${event}?raw=1` } : {}),
    } as const
  })
}

/** A byte order mark is part of the text: the digest is of all bytes. */
function encoded(raw: Buffer) {
  return isUtf8(raw)
    ? ({ encoding: 'utf-8', text: raw.toString('utf8') } as const)
    : ({ encoding: 'base64', text: raw.toString('base64') } as const)
}
