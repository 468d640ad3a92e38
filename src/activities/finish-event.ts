import { type Deps, processedNow, type Subject } from './deps.ts'

export interface FinishRequest {
  readonly subject: Subject
  readonly state: 'fulfilled' | 'aborted'
}

/** Ends an event that the books step could not end itself. */
export const finishEvent =
  ({ desk, processed }: Deps) =>
  async ({ subject, state }: FinishRequest): Promise<void> => {
    await desk.finishEvent(subject, state)
    processed(processedNow(subject, state === 'fulfilled' ? 'success' : 'failed'))
  }
