import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { EVIDENCE_FORMAT } from '../domain/evidence.ts'
import { CliError, EXIT } from './io.ts'

const body = z.object({ encoding: z.enum(['utf-8', 'base64']), text: z.string() })

const bundle = z.object({
  format: z.literal(EVIDENCE_FORMAT),
  account: z.string(),
  paymentId: z.string(),
  madeAt: z.string(),
  head: z.string(),
  count: z.number(),
  entries: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.string(),
      at: z.string(),
      data: z.record(z.string(), z.unknown()),
      hash: z.string(),
    }),
  ),
  requests: z.array(
    z.object({ event: z.string(), bodySha256: z.string(), state: z.string(), body: body.optional() }),
  ),
  heads: z.array(
    z.object({
      head: z.string(),
      madeAt: z.string(),
      by: z.string(),
      holds: z.boolean(),
      changed: z.array(z.string()),
      gone: z.array(z.string()),
    }),
  ),
})

/** A bundle as somebody has it, which may be anything but what was made. */
export type Bundle = Readonly<z.infer<typeof bundle>>

/** @throws CliError for what is none */
export function asBundle(value: unknown, what: string): Bundle {
  const read = bundle.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new CliError(
    `${what} is no evidence bundle: ${issue?.path.join('.')}: ${issue?.message}`,
    EXIT.refused,
  )
}

export function readBundle(file: string): Bundle {
  return asBundle(parsed(file, textOf(file)), file)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CliError(`${file} cannot be read`, EXIT.usage, error)
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CliError(`${file} is no JSON`, EXIT.refused, error)
  }
}

/** For its owner alone: bodies name people. A bundle is never written over. */
export function writeBundle(file: string, value: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    throw new CliError(`${file} cannot be written, or is there already`, EXIT.usage, error)
  }
}
