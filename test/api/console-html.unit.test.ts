import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html } from '../../src/api/console/html.ts'
import { read } from '../support/console-visitor.ts'

const ONE = /^<p title="([^<>"']*)">([^<>"']*)<\/p>$/

test('whatever is put into a page is text: in an element and in an attribute', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', ';', '=', '/', 'a') }),
  )
  fc.assert(
    fc.property(anything, (text) => {
      const [, title = '', content = ''] = ONE.exec(html`<p title="${text}">${text}</p>`.markup) ?? []
      expect([read(title), read(content)]).toEqual([text, text])
    }),
  )
})

test('markup is put into markup as it is, lists in their order; nothing is shown of what is not there', () => {
  const items = ['<1>', '2'].map((item) => html`<li>${item}</li>`)
  expect(html`<ul>${items}${undefined}${null}${false}${0}</ul>`.markup).toBe(
    '<ul><li>&lt;1&gt;</li><li>2</li>0</ul>',
  )
})
