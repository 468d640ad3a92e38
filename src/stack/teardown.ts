type Stop = () => Promise<void>

export interface Teardown {
  readonly add: (stop: Stop) => void
  /** Stops what was added, last first; one that fails does not keep the others from being stopped. */
  readonly run: Stop
}

export const createTeardown = (): Teardown => {
  const stops: Stop[] = []
  return {
    add: (stop) => void stops.push(stop),
    run: async () => {
      const failures: unknown[] = []
      for (let stop = stops.pop(); stop; stop = stops.pop())
        await stop().catch((error) => failures.push(error))
      if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped')
    },
  }
}

/** All at once; where one fails, the others are waited for, so that what they have started is there to be stopped. */
export const together = async <T extends readonly unknown[] | []>(starting: T) => {
  await Promise.allSettled(starting)
  return Promise.all(starting)
}

/** Runs `build`; if it fails half-way, stops what it had started before passing the failure on. */
export const buildUp = async <T>(build: (teardown: Teardown) => Promise<T>): Promise<T & { stop: Stop }> => {
  const teardown = createTeardown()
  try {
    return { ...(await build(teardown)), stop: teardown.run }
  } catch (error) {
    await teardown.run().catch(() => undefined)
    throw error
  }
}
