import { setTimeout as sleep } from 'node:timers/promises'
import { identityOf } from '../../../src/stack/process-identity.ts'
import { stopProcess } from '../../../src/stack/stop-process.ts'
import type { Dice } from '../../support/dice.ts'

export type Kind = 'worker' | 'api' | 'temporal'

interface Running {
  readonly pid: number
  readonly stop: () => Promise<void>
}

/** A place at which a program runs: one after the other. */
export interface Member {
  readonly kind: Kind
  readonly start: () => Promise<Running>
}

export type KillCounts = Record<Kind, number>

export interface Fleet {
  /** Kills one of a kind, sees it dead, and starts the next in its place. False when none of them runs just now. */
  readonly kill: (kind: Kind) => Promise<boolean>
  /** Those that have ended though nobody killed them. */
  readonly fallen: () => readonly Kind[]
  readonly stop: () => Promise<void>
}

interface Place extends Member {
  /** Undefined while the next one starts. */
  running: Running | undefined
  starting: Promise<void>
}

/** Starts all at once. */
export const startFleet = async (members: readonly Member[], dice: Dice): Promise<Fleet> => {
  const places = members.map(
    (member): Place => ({ ...member, running: undefined, starting: Promise.resolve() }),
  )
  const stop = async (): Promise<void> => {
    await Promise.allSettled(places.map(({ starting }) => starting))
    await Promise.all(places.map(async ({ running }) => running?.stop()))
  }
  const start = (place: Place): Promise<void> => {
    place.starting = place.start().then((running) => {
      place.running = running
    })
    return place.starting
  }
  const kill = async (kind: Kind): Promise<boolean> => {
    const alive = places.filter((place) => place.kind === kind && place.running !== undefined)
    const place = alive[dice.between(0, alive.length)]
    if (place?.running === undefined) return false
    const victim = identityOf(place.running.pid)
    if (victim === undefined) throw new Error(`a ${kind} has ended by itself: its log says why`)
    place.running = undefined
    await stopProcess(victim, ['SIGKILL'], 5_000)
    await start(place)
    return true
  }
  const fallen = (): Kind[] =>
    places.filter(({ running }) => running && !identityOf(running.pid)).map(({ kind }) => kind)
  const started = await Promise.allSettled(places.map(start))
  const failed = started.find((it) => it.status === 'rejected')
  if (failed === undefined) return { kill, fallen, stop }
  await stop()
  throw failed.reason
}

interface Killing {
  readonly kills: number
  /** From one to the next, about; the next may come before the last is replaced. */
  readonly everyMs: number
  readonly dice: Dice
}

const AT_ONCE = 2
/** Of so many kills one is Temporal's, and one an API's; all others are workers'. */
const [TEMPORAL_OF, API_OF] = [16, 4] as const

/** Kills so many, at moments nobody knows before: mostly workers. */
export const killAtRandom = async (
  fleet: Fleet,
  { kills, everyMs, dice }: Killing,
  counts: KillCounts,
  signal: AbortSignal,
): Promise<void> => {
  let left = kills
  const next = (n: number): Kind => {
    if (n % TEMPORAL_OF === TEMPORAL_OF / 2) return 'temporal'
    return n % API_OF === 1 ? 'api' : 'worker'
  }
  const keepKilling = async (): Promise<void> => {
    while (left > 0) {
      const kind = next(left)
      left -= 1
      await sleep(AT_ONCE * dice.between(everyMs / 4, (everyMs * 7) / 4), undefined, { signal })
      if (await fleet.kill(kind)) counts[kind] += 1
      else left += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, keepKilling))
}
