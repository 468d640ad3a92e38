import type { ActivityOptions, LocalActivityOptions, RetryPolicy } from '@temporalio/common'

/** Outages end: ask at once, then ever less often, but within a minute of the end. */
const THROUGH_OUTAGES: RetryPolicy = {
  initialInterval: '1 second',
  backoffCoefficient: 2,
  maximumInterval: '1 minute',
}

/**
 * One try inside the workflow task: 2 ms instead of 25, and a third less CPU (measured). One only, because further
 * attempts of a local activity are invisible and die with the worker. 3 s: above the statement's own 2.5 s time-out,
 * well below the 10 s of a workflow task.
 */
export const BOOKS_FIRST_TRY: LocalActivityOptions = {
  startToCloseTimeout: '3 seconds',
  retry: { maximumAttempts: 1 },
}

/**
 * 5 s: what bounds recovery after a killed worker; the statement gives up at 2.5 s. 24 h: an outage that outlasts a day
 * needs a person, so the step parks.
 */
export const BOOKS: ActivityOptions = {
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: THROUGH_OUTAGES,
}

/** No end: Postgres may be the very reason why a step parks, and there is nowhere else to write it. 10 s: single rows. */
export const INBOX: ActivityOptions = { startToCloseTimeout: '10 seconds', retry: THROUGH_OUTAGES }

/**
 * One look at row and chain, some ten calls of 5 s at most. No end and no attempts to use up: a look that finds nothing to do
 * fails, and says itself when the next is due. 5 s without a beat: its worker is dead.
 */
export const WATCH: ActivityOptions = {
  startToCloseTimeout: '60 seconds',
  heartbeatTimeout: '5 seconds',
  retry: THROUGH_OUTAGES,
}

/** A park nobody has answered for a day is raised again, every day. */
export const ESCALATE_AFTER = '24 hours'

/** Where every look is a try, tries are many: what fails then must not be put off as if it had failed so often. */
const POLLED: RetryPolicy = { ...THROUGH_OUTAGES, maximumInterval: '10 seconds' }

/** 10 s: rows, and one call to Temporal. 24 h: what has not come by then, a person looks for. */
export const MINT: ActivityOptions = {
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: POLLED,
}

/**
 * No end: the event's own workflow is what parks. 45 s: above the 30 s that Loyalteez is given to answer. 5 s without a
 * beat: its worker is dead.
 */
export const CARRY_MINT: ActivityOptions = {
  startToCloseTimeout: '45 seconds',
  heartbeatTimeout: '5 seconds',
  retry: POLLED,
}

/**
 * One pass of the pump, which may end anywhere. It takes on no more after 15 s: 60 s is for the calls that are under way
 * then, of 5 s at most each. 5 s without a beat: its worker is dead.
 */
export const PUMP: ActivityOptions = {
  startToCloseTimeout: '60 seconds',
  heartbeatTimeout: '5 seconds',
  retry: { ...POLLED, maximumInterval: '5 seconds' },
}

/** A pump that nobody woke looks all the same. */
export const PUMP_EVERY = '1 hour'

/**
 * Somebody waits for it, and may ask again. 30 s: three calls of 8 s. 10 min: a provider that is away for longer is asked again by
 * a person; what was asked for by then is found. 5 s without a beat: its worker is dead.
 */
export const REFUND: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: '5 seconds',
  scheduleToCloseTimeout: '10 minutes',
  retry: POLLED,
}

/** A mail server that is away for three days has lost the mail's point. 30 s: rows, and one conversation over SMTP. */
export const MAIL: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '3 days',
  retry: { ...THROUGH_OUTAGES, maximumInterval: '1 hour' },
}

/**
 * Each attempt is one call, and says itself when the next is due: 5 s to 10 h, for three days. 9 days: before its own three
 * it may wait for what comes before it, and after five without an answer nothing is waited for. 30 s: rows, and the 15 s
 * that the merchant's app is given to answer.
 */
export const DELIVERY: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '9 days',
  retry: THROUGH_OUTAGES,
}

/** One call each, and whatever comes of it is an answer: what is tried again is Postgres. 30 s: as above. */
export const REDELIVERY: ActivityOptions = { startToCloseTimeout: '30 seconds', retry: THROUGH_OUTAGES }

/**
 * A second's worth of events, of 2 s at most for each call to Temporal. No end: an outage ends. 5 s without a beat: its worker is
 * dead, and another goes on with the event it was at.
 */
export const REPLAY: ActivityOptions = {
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '5 seconds',
  retry: THROUGH_OUTAGES,
}

/** What an operator's rate is counted in. */
export const REPLAY_EVERY = '1 second'

/** Somebody waits for it: one call, and no second one. */
export const TEST_DELIVERY: ActivityOptions = {
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '25 seconds',
  retry: { maximumAttempts: 1 },
}

/**
 * 10 min: 200 batches with pauses, on a slow day. 12 h: the next day's run goes on. 5 s without a beat: its worker is dead, and
 * another goes on with what is left.
 */
export const FORGET: ActivityOptions = {
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '12 hours',
  heartbeatTimeout: '5 seconds',
  retry: THROUGH_OUTAGES,
}

/**
 * All that a provider has to say since it was last asked, page by page: what was taken in stays, so a longer silence only takes
 * more attempts. 15 minutes: the next run of its Schedule must not wait for ever. 5 s without a beat: its worker is dead.
 */
export const CATCH_UP: ActivityOptions = {
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '15 minutes',
  heartbeatTimeout: '5 seconds',
  retry: THROUGH_OUTAGES,
}

/** It adds up every entry there is, and asks providers and chain. The next hour's report is as good as a late one. */
export const RECONCILE: ActivityOptions = {
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '30 minutes',
  heartbeatTimeout: '5 seconds',
  retry: THROUGH_OUTAGES,
}

/** Figures of a day, one call to the chain, two to each alert channel. 4 minutes: the next check is due. */
export const CHECK_HEALTH: ActivityOptions = {
  startToCloseTimeout: '60 seconds',
  scheduleToCloseTimeout: '4 minutes',
  heartbeatTimeout: '5 seconds',
  retry: THROUGH_OUTAGES,
}
