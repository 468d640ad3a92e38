import type { Pool } from 'pg'
import { amendEvent, finishEvent, readEvent } from './desk-events.ts'
import { closeOtherParks, closePark, escalatePark, openPark } from './desk-parks.ts'
import type { EventDesk } from './inbox.ts'
import { journalDecision } from './journal-decision.ts'

/** The inbox as workflows use it. */
export function createEventDesk(pool: Pool): EventDesk {
  return {
    readEvent: (endpoint, eventKey) => readEvent(pool, endpoint, eventKey),
    amendEvent: (endpoint, eventKey, amendment) => amendEvent(pool, endpoint, eventKey, amendment),
    finishEvent: (by, state) => finishEvent(pool, by, state),
    openPark: (park) => openPark(pool, park),
    escalatePark: (workflowId, parkId) => escalatePark(pool, workflowId, parkId),
    closePark: (workflowId, parkId) => closePark(pool, workflowId, parkId),
    closeOtherParks: (workflowId, parkId) => closeOtherParks(pool, workflowId, parkId),
    journalDecision: (outcome) => journalDecision(pool, outcome),
  }
}
