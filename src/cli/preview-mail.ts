import { TEMPLATES } from '../domain/telling.ts'
import { createRender } from '../mail/render.ts'
import { sampleFacts } from '../mail/sample-facts.ts'
import { CliError, EXIT, type Io } from './io.ts'

export interface PreviewOptions {
  readonly locale: string
  readonly html?: boolean
}

/** Prints one mail, so that its wording can be read before anybody gets it. */
export function previewMail(io: Io, name: string, { locale, html = false }: PreviewOptions): void {
  const template = TEMPLATES.find((known) => known === name)
  if (template === undefined)
    throw new CliError(`no mail is called "${name}": one of ${TEMPLATES.join(', ')}`, EXIT.usage)
  const mail = createRender(locale)(template, sampleFacts(locale))
  io.print(html ? mail.html : `Subject: ${mail.subject}\n\n${mail.text}`.trimEnd())
}
