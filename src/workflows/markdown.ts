const MARKUP = /[!#$&()*+./:<>@[\\\]^_`{|}~]/

/**
 * Text from outside as plain words in Markdown: no link, no table cell, no HTML of its own. At most `max` characters,
 * each of them one byte: what is not printable ASCII becomes `?`.
 */
export function quote(text: string, max: number): string {
  let quoted = ''
  for (const character of text.replace(/\s+/g, ' ').replace(/[^\x20-\x7e]/gu, '?')) {
    const safe = MARKUP.test(character) ? `\\${character}` : character
    if (quoted.length + safe.length > max)
      return `${quoted.slice(0, max - 3)}...`.replace(/\\(?=\.\.\.$)/, '')
    quoted += safe
  }
  return quoted
}
