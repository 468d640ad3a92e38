const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Markup that `html` made: all else is text. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

export type Content = string | number | Html | false | null | undefined | readonly Content[]

/** Markup as it is written here; whatever is put into it is text, unless it is markup of `html`. Attributes stand in quotes. */
export function html(written: readonly string[], ...contents: readonly Content[]): Html {
  const parts = written.flatMap((text, index) => [text, markupOf(contents[index])])
  return new Html(parts.join(''))
}

function markupOf(content: Content): string {
  if (content === undefined || content === null || content === false) return ''
  if (content instanceof Html) return content.markup
  if (typeof content === 'object') return content.map(markupOf).join('')
  return String(content).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
