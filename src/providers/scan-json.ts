/** What one linear look at a JSON text shows, before a recursive parser is let at it. */
export interface JsonShape {
  /** Nested deeper than allowed; nothing after that was looked at. */
  readonly tooDeep: boolean
  /** The first key that occurs twice in one object, unescaped: `"\u0061"` is `"a"`. */
  readonly duplicateKey?: string
  /** Some object has a key `__proto__`. */
  readonly namesProto: boolean
}

interface Seen {
  duplicateKey?: string
  namesProto: boolean
}

interface Frame {
  /** Keys so far; none for an array. */
  readonly keys?: Set<string>
}

/**
 * Looks at each character once, with a stack of its own: neither deep nesting nor a megabyte of text can exhaust it.
 * Text that is not JSON is scanned as far as it makes sense; refusing it is the parser's business.
 * @throws SyntaxError for a key with a broken escape
 */
export function scanJson(text: string, maxDepth: number): JsonShape {
  const frames: Frame[] = []
  const seen: Seen = { namesProto: false }
  for (let position = 0; position < text.length && frames.length <= maxDepth; position++) {
    const char = text.charAt(position)
    if (char === '"') position = takeString(text, position, frames.at(-1), seen)
    else nest(frames, char)
  }
  return { ...seen, tooDeep: frames.length > maxDepth }
}

function nest(frames: Frame[], char: string): void {
  if (char === '{') frames.push({ keys: new Set() })
  else if (char === '[') frames.push({})
  else if (char === '}' || char === ']') frames.pop()
}

/** Passes over one string, noting it where it is a key. */
function takeString(text: string, start: number, frame: Frame | undefined, seen: Seen): number {
  const end = endOfString(text, start)
  if (frame?.keys !== undefined && isKey(text, end)) noteKey(seen, frame.keys, text.slice(start, end + 1))
  return end
}

/** Position of the closing quote, or the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  let position = start + 1
  while (position < text.length && text[position] !== '"') position += text[position] === '\\' ? 2 : 1
  return position
}

/** In JSON a string is a key exactly when a colon follows it. */
function isKey(text: string, end: number): boolean {
  let position = end + 1
  while (position < text.length && ' \t\r\n'.includes(text.charAt(position))) position++
  return text[position] === ':'
}

function noteKey(seen: Seen, keys: Set<string>, quoted: string): void {
  const key = quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1)
  if (key === '__proto__') seen.namesProto = true
  if (keys.has(key)) seen.duplicateKey ??= key
  keys.add(key)
}
