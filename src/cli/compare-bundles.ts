import { createHash } from 'node:crypto'
import { departures, digestsOf, findFault } from '../domain/check-evidence.ts'
import type { Bundle } from './evidence-file.ts'

/** Something that is not as a bundle has it. */
export interface Difference {
  readonly what: 'changed' | 'gone' | 'head'
  /** Id of the entry, or the head. */
  readonly of: string
  readonly detail: string
}

/** What in a bundle does not fit, by itself; undefined where all does. */
export function faultOf(bundle: Bundle): string | undefined {
  return findFault(bundle, sha256) ?? bodyFaultOf(bundle)
}

function bodyFaultOf({ entries, requests }: Bundle): string | undefined {
  const chained = new Map(
    entries.map(({ data }) => [data.event, data.bodySha256] as const).filter(([, sum]) => sum),
  )
  const changed = requests.find(({ event, bodySha256, body }) => {
    const isOther = body !== undefined && sha256(Buffer.from(body.text, body.encoding)) !== bodySha256
    return isOther || chained.get(event) !== bodySha256
  })
  return changed && `the request of event ${changed.event} is not what was chained`
}

/** What the service says otherwise than a bundle that it made before. */
export function differencesOf(bundle: Bundle, today: Bundle): readonly Difference[] {
  const { changed, gone } = departures(digestsOf(bundle.entries, sha256), digestsOf(today.entries, sha256))
  const kinds = new Map(bundle.entries.map(({ id, kind, at }) => [id, `${kind} of ${at}`]))
  const named = (what: 'changed' | 'gone') => (id: string) => ({ what, of: id, detail: kinds.get(id) ?? '' })
  return [...changed.map(named('changed')), ...gone.map(named('gone')), ...headsOf(bundle, today)]
}

function headsOf({ head }: Bundle, { heads }: Bundle): readonly Difference[] {
  const isKnown = heads.some((shown) => shown.head === head)
  const broken = heads
    .filter(({ holds }) => !holds)
    .map(({ head, madeAt, by, changed, gone }) => {
      const lost = [...changed, ...gone].join(' ')
      const why = lost === '' ? 'its own row was changed' : `for ${lost}`
      return {
        what: 'head' as const,
        of: head,
        detail: `shown to ${by} at ${madeAt}; gives another now: ${why}`,
      }
    })
  return isKnown
    ? broken
    : [{ what: 'head', of: head, detail: 'the service never showed a bundle with this head' }, ...broken]
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
