import Handlebars from 'handlebars'
import type { Template } from '../domain/telling.ts'
import type { MailFacts } from './facts.ts'
import { readTemplate } from './languages.ts'

/** A mail as it is read; one line of subject. */
export interface Rendered {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export type Render = (template: Template, facts: MailFacts) => Rendered

/** Line breaks would begin a header of their own, other control characters a mess. */
const CONTROL = /\p{Cc}+/gu

/**
 * Mails in one language. In `strict` mode a template that names what nobody tells it does not render: a slip shows in the
 * tests, not to a customer. HTML is escaped, for what is told came in from outside.
 */
export function createRender(locale: string): Render {
  const text = compiler(locale, 'txt', { noEscape: true, strict: true }, ['details'])
  const html = compiler(locale, 'html', { strict: true }, ['details', 'layout'])
  const words: Record<string, string> = JSON.parse(readTemplate(locale, 'statuses.json'))
  return (template, facts) => {
    const told = { ...printable(facts, locale), status: words[facts.status] ?? '', lang: locale }
    const [first = '', ...lines] = text(template)(told).split('\n')
    const subject = first.replace(/^Subject: /, '')
    return {
      subject,
      // Lines that are left out leave no gap.
      text: `${lines
        .join('\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim()}\n`,
      html: html(template)({ ...told, subject }),
    }
  }
}

function compiler(
  locale: string,
  kind: 'txt' | 'html',
  options: CompileOptions,
  partials: readonly string[],
): (template: Template) => HandlebarsTemplateDelegate {
  const handlebars = Handlebars.create()
  const read = (name: string) => readTemplate(locale, `${name}.${kind}.hbs`)
  for (const name of partials) handlebars.registerPartial(name, handlebars.compile(read(name), options))
  const compiled = new Map<Template, HandlebarsTemplateDelegate>()
  return (template) => {
    const known = compiled.get(template) ?? handlebars.compile(read(template), options)
    compiled.set(template, known)
    return known
  }
}

function printable(facts: MailFacts, locale: string): MailFacts {
  const entries = Object.entries(facts).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? value.replace(CONTROL, ' ') : value,
  ])
  const clean: MailFacts = { ...facts, ...Object.fromEntries(entries) }
  return { ...clean, periodEnd: dateText(facts.periodEnd, locale) }
}

function dateText(iso: string, locale: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at)
}
