import { z } from 'zod'
import { apiClient } from './api-client.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { table } from './table.ts'

interface Common {
  readonly url?: string
  readonly json?: boolean
}

const LOOK_EVERY_MS = 1_000
const BAR_WIDTH = 30

const run = z.object({
  state: z.string(),
  total: z.number(),
  planned: z.number(),
  recorded: z.number(),
  refused: z.number(),
  refusals: z.array(z.object({ eventId: z.string(), why: z.string() })),
})

type Run = z.infer<typeof run>

export async function showReplay(io: Io, id: string, options: Common): Promise<void> {
  report(io, await look(io, id, options), options)
}

/** Waits for its end, with a bar where somebody watches. One that does not come to its end is no success. */
export async function followReplay(io: Io, id: string, options: Common): Promise<void> {
  let found = await look(io, id, options)
  while (found.read.state === 'running') {
    io.progress?.(barOf(found.read))
    await io.sleep(LOOK_EVERY_MS)
    found = await look(io, id, options)
  }
  io.progress?.('')
  report(io, found, options)
  if (found.read.state !== 'done') throw new CliError(`replay ${id} is ${found.read.state}`, EXIT.refused)
}

async function look(
  io: Io,
  id: string,
  { url }: Common,
): Promise<{ readonly read: Run; readonly body: unknown }> {
  const { body } = await apiClient(io, url)('GET', `/replays/${encodeURIComponent(id)}`)
  return { read: run.parse(body), body }
}

function report(io: Io, { read, body }: Awaited<ReturnType<typeof look>>, { json }: Common): void {
  if (json) {
    io.print(JSON.stringify(body))
    return
  }
  const { state, total, planned, recorded, refused, refusals } = read
  io.print(`${state}: ${planned} started, ${recorded} ask for nothing, ${refused} refused, of ${total}`)
  if (refusals.length > 0)
    io.print(
      table(
        ['EVENT', 'REFUSED BECAUSE'],
        refusals.map(({ eventId, why }) => [eventId, why]),
      ),
    )
}

function barOf({ total, planned, recorded, refused }: Run): string {
  const done = planned + recorded + refused
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const filled = Math.round(share * BAR_WIDTH)
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${done} of ${total}, ${refused} refused`
}
