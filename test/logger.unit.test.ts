import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLogger } from '../src/logger.ts'

const logged = (write: (log: ReturnType<typeof createLogger>) => void, level = 'info'): string => {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  write(createLogger(level, 'test', destination))
  return lines.join('')
}

const SENSITIVE = [
  'authorization',
  'cookie',
  'headers',
  'body',
  'raw',
  'secret',
  'email',
  'contact',
  'databaseUrl',
  'password',
]

test.each(SENSITIVE)('%s never reaches a log line, at the top or one below', (field) => {
  const line = logged((log) =>
    log.info({ [field]: 'ada@example.com', of: { [field]: 'ada@example.com' } }, 'taken in'),
  )
  expect(line).not.toContain('ada@')
  expect(JSON.parse(line)).toMatchObject({ [field]: '[redacted]', of: { [field]: '[redacted]' } })
})

test('a line says when, how bad, who and what, and keeps ids as they are', () => {
  expect(JSON.parse(logged((log) => log.warn({ paymentId: 'pi_1' }, 'parked')))).toMatchObject({
    level: 40,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    name: 'test',
    paymentId: 'pi_1',
    msg: 'parked',
  })
})

test('the rows that Postgres quotes in its errors stay out of the log', () => {
  const error = Object.assign(new Error('null value in column "x" violates not-null constraint'), {
    code: '23502',
    detail: 'Failing row contains (1, {"customer_email":"ada@example.com"}).',
    where: 'PL/pgSQL function f() with ada@example.com',
  })
  for (const line of [
    logged((log) => log.error({ err: error }, 'failed')),
    logged((log) => log.error(error, 'failed')),
  ]) {
    expect(line).not.toContain('ada@')
    expect(JSON.parse(line)).toMatchObject({ err: { code: '23502', message: error.message } })
  }
})

test('the level decides what is written', () => {
  expect(logged((log) => log.info('a'), 'error')).toBe('')
  expect(logged((log) => log.error('a'), 'silent')).toBe('')
})
