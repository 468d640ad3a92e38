import type { Pool } from 'pg'
import { type PaymentName, readStandings, type Standing } from './read-standings.ts'

/** Those who wait for a mint. All of them together cost one statement each interval. */
export interface WaitingRoom {
  /** Where a mint stands now. */
  look(payment: PaymentName): Promise<Standing>
  /** Where a mint stands once it is settled one way or the other, or at the deadline (`Date.now()` milliseconds). */
  wait(payment: PaymentName, deadline: number): Promise<Standing>
  /** Nobody waits any longer: each hears how it stands now. */
  close(): void
}

interface Visitor {
  readonly payment: PaymentName
  readonly deadline: number
  readonly resolve: (standing: Standing) => void
  readonly reject: (error: unknown) => void
}

/** Short against the time a block takes, long against that of the statement. */
const INTERVAL_MS = 150
const WAITING: Standing = { type: 'waiting' }

export function createWaitingRoom(pool: Pool): WaitingRoom {
  let visitors: readonly Visitor[] = []
  let isClosed = false
  let isLooking = false

  const lookForAll = async (): Promise<void> => {
    const present = visitors
    const payments = present.map(({ payment }) => payment)
    try {
      const standings = await readStandings(pool, payments)
      for (const [index, visitor] of present.entries()) tell(visitor, standings[index] ?? WAITING)
    } catch (error) {
      for (const { reject } of present) reject(error)
      visitors = visitors.filter((visitor) => !present.includes(visitor))
    }
  }

  const tell = (visitor: Visitor, standing: Standing): void => {
    if (standing.type === 'waiting' && !isClosed && Date.now() < visitor.deadline) return
    visitor.resolve(standing)
    visitors = visitors.filter((other) => other !== visitor)
  }

  const lookOn = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    while (visitors.length > 0) {
      await lookForAll()
      if (visitors.length > 0 && !isClosed) await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS))
    }
    isLooking = false
  }

  return {
    async look(payment) {
      const [standing = WAITING] = await readStandings(pool, [payment])
      return standing
    },
    wait(payment, deadline) {
      return new Promise((resolve, reject) => {
        visitors = [...visitors, { payment, deadline, resolve, reject }]
        void lookOn()
      })
    },
    close() {
      isClosed = true
    },
  }
}
