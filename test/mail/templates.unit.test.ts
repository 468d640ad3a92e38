import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TEMPLATES } from '../../src/domain/telling.ts'
import { amountText } from '../../src/mail/amount.ts'
import { NO_FACTS } from '../../src/mail/facts.ts'
import { createRender } from '../../src/mail/render.ts'
import { sampleFacts } from '../../src/mail/sample-facts.ts'

const LOCALES = ['en', 'de'] as const
const EVERY = LOCALES.flatMap((locale) => TEMPLATES.map((template) => ({ locale, template })))

test.each(EVERY)('the mail $template in $locale says this', async ({ locale, template }) => {
  const { subject, text, html } = createRender(locale)(template, sampleFacts(locale))
  await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`goldens/${locale}/${template}.txt`)
  await expect(html).toMatchFileSnapshot(`goldens/${locale}/${template}.html`)
})

test.each(EVERY)(
  'of $template in $locale, lines about what nobody knows are left out',
  ({ locale, template }) => {
    const { subject, text, html } = createRender(locale)(template, { ...NO_FACTS, shop: 'Tea & Co' })
    expect(subject).toMatch(/^[^\n]{5,}$/)
    expect(subject).not.toMatch(/ {2}| $/)
    expect(text).not.toMatch(/: *$|undefined|null|\{\{|\n{3}/m)
    expect(html).not.toMatch(/<td[^>]*><\/td>|undefined|null|\{\{/)
    expect(html).toContain('Tea &amp; Co')
  },
)

test('a language nobody translated is told in English; one of a country, in its language', () => {
  const say = (locale: string) => createRender(locale)('receipt', sampleFacts(locale)).subject
  expect(say('fr')).toBe(say('en'))
  expect(say('de-AT')).toBe(say('de'))
  expect(say('de')).not.toBe(say('en'))
})

test('an order reference that is HTML stays text, and begins no header and no line of its own', () => {
  const order = '<img src=x onerror=alert(1)>"\'&\r\nBcc: ada@example.com'
  for (const { locale, template } of EVERY) {
    const { subject, html, text } = createRender(locale)(template, { ...sampleFacts(locale), order })
    expect(html).not.toContain('<img')
    expect(subject).not.toMatch(/[\r\n]/)
    expect(text).not.toMatch(/^Bcc:/m)
  }
  const { subject, html } = createRender('en')('receipt', { ...NO_FACTS, order })
  expect(subject).toContain('<img src=x')
  expect(html).toContain('&lt;img src')
})

test('an amount is exact to the last digit, and written as its readers write it', () => {
  const digits = fc.bigInt({ min: 0n, max: 10n ** 78n - 1n })
  fc.assert(
    fc.property(
      digits,
      fc.integer({ min: 0, max: 30 }),
      fc.constantFrom('en', 'de'),
      (minor, scale, locale) => {
        const said = amountText({ minor: String(minor), asset: 'USD', scale }, locale)
        const [, whole = '', decimals = ''] = /^(\d+)(?:[.,](\d+))? USD$/.exec(said) ?? []
        expect(BigInt(whole + decimals.padEnd(scale, '0'))).toBe(minor)
        expect(decimals.length).toBeGreaterThanOrEqual(Math.min(2, scale))
        expect(said.includes(',')).toBe(locale === 'de' && scale > 0)
      },
    ),
  )
  const said = (minor: string, scale: number, locale = 'en') =>
    amountText({ minor, asset: 'X', scale }, locale)
  expect([said('1999', 2), said('5', 0), said('25500000', 6), said('1', 18)]).toEqual([
    '19.99 X',
    '5 X',
    '25.50 X',
    '0.000000000000000001 X',
  ])
  expect(said('1999', 3, 'de')).toBe('1,999 X')
})
