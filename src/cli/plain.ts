/** What a terminal obeys rather than shows: control characters, and those that turn the direction of writing. */
const OBEYED = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** A text from outside as one line that does nothing; in JSON it stays the same text. */
export function plain(text: string): string {
  return text.replace(OBEYED, escaped)
}

/** The same of what we have laid out ourselves, in lines. */
export function plainLines(text: string): string {
  return text.replace(OBEYED, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  )
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
