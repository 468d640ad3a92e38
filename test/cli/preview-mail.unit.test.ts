import { expect, test } from 'vitest'
import { run } from './support.ts'

test('a mail can be read before any customer gets it, in each language, as text and as HTML', async () => {
  const english = await run({}, 'preview-mail', 'receipt')
  expect(english).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Subject: Your receipt for order A-1001\n/),
  })
  const german = await run({}, 'preview-mail', 'receipt', '--locale', 'de', '--html')
  expect(german.out).toMatch(/^<!doctype html>.*<html lang="de">.*19,99 USD/s)
})

test('error: a mail that does not exist is answered with those that do', async () => {
  const { code, err } = await run({}, 'preview-mail', 'invoice')
  expect(code).toBe(2)
  expect(err).toContain('receipt, payment-failed')
})
