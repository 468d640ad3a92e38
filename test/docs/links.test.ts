import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { anchorsOf, type Page, pages, ROOT, readPage, withoutFences } from './markdown.ts'

const LINK = /!?\[[^\]]*\]\(([^)\s]+)\)/g
const PLACE = /`((?:src|test|docs|ops|bench|scripts|bin|contracts|\.github)\/[\w./-]+)`/g

function linksOf({ text }: Page): string[] {
  return [...withoutFences(text).matchAll(LINK)].map(([, target = '']) => target)
}

function broken(page: Page, target: string): boolean {
  if (/^[a-z]+:/.test(target)) return false
  const [path = '', fragment] = target.split('#')
  const file = path === '' ? page.path : normalize(join(dirname(page.path), path))
  if (!existsSync(join(ROOT, file))) return true
  return fragment !== undefined && !(file.endsWith('.md') && anchorsOf(readPage(file)).has(fragment))
}

test('every relative link leads to a file, and every fragment to a heading', () => {
  const wrong = pages().flatMap((page) =>
    linksOf(page)
      .filter((target) => broken(page, target))
      .map((target) => `${page.path} → ${target}`),
  )
  expect(wrong).toEqual([])
})

test('every file the documents name exists', () => {
  const wrong = pages().flatMap(({ path, text }) =>
    [...text.matchAll(PLACE)]
      .map(([, place = '']) => place)
      .filter((place) => !/NNNN/.test(place) && !existsSync(join(ROOT, place)))
      .map((place) => `${path} → ${place}`),
  )
  expect(wrong).toEqual([])
})

test('error: a link to nothing, to a missing heading and to a missing file is noticed', () => {
  const page = { path: 'docs/adr/README.md', text: '' }
  expect(broken(page, '0001-dedupe-of-record-in-postgres.md#decision')).toBe(false)
  expect(broken(page, '0001-dedupe-of-record-in-postgres.md#no-such-heading')).toBe(true)
  expect(broken(page, '../no-such-page.md')).toBe(true)
  expect(broken(page, '#no-such-heading')).toBe(true)
})
