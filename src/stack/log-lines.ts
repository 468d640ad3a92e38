type Fields = Readonly<Record<string, unknown>>

/** The fields of a JSON log line; none when it is something else. */
export const fieldsOf = (line: string): Fields => {
  try {
    return JSON.parse(line) as Fields
  } catch {
    return {}
  }
}

/** pino's levels above info. */
const QUIETER: Readonly<Record<string, number>> = { warn: 40, error: 50, silent: Number.POSITIVE_INFINITY }

interface Logging {
  readonly level: string
  readonly log: (line: string) => void
}

/** Programs say in their log, at level info, that they are ready: wanted quieter, they still say it, to us alone. */
export const hearingInfo = ({ level, log }: Logging): Logging => {
  const least = QUIETER[level]
  if (least === undefined) return { level, log }
  return {
    level: 'info',
    log: (line) => {
      if (Number(fieldsOf(line).level ?? Number.POSITIVE_INFINITY) >= least) log(line)
    },
  }
}
