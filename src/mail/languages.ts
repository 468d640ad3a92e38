import { readFileSync } from 'node:fs'

const FOLDER = new URL('./templates/', import.meta.url)

/** What is shipped whole: whatever another language lacks is said in it. */
const FALLBACK = 'en'

/** `de-AT` → de-AT, de, en: the folders a text is looked for in, nearest first. */
function foldersOf(locale: string): readonly string[] {
  const parts = locale.split('-')
  const nearer = parts.map((_, index) => parts.slice(0, parts.length - index).join('-'))
  return [...new Set([...nearer, FALLBACK])]
}

/** A file of the templates in this language, else in the nearest there is. */
export function readTemplate(locale: string, file: string): string {
  for (const folder of foldersOf(locale)) {
    const text = readIfThere(new URL(`${folder}/${file}`, FOLDER))
    if (text !== undefined) return text
  }
  throw new Error(`no language has a template ${file}`)
}

function readIfThere(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
