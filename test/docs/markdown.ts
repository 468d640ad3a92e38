import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Folders of the repository that may hold Markdown. */
const FOLDERS = ['docs', 'bench', 'test', 'src', 'scripts', 'contracts', '.github']

export interface Page {
  /** From the repository's root, with `/`. */
  readonly path: string
  readonly text: string
}

/** Every Markdown file a reader may open. */
export function pages(): readonly Page[] {
  const atRoot = readdirSync(ROOT).filter((name) => name.endsWith('.md'))
  const below = FOLDERS.flatMap((folder) => filesBelow(folder).filter((path) => path.endsWith('.md')))
  return [...atRoot, ...below].map((path) => ({ path, text: readPage(path) }))
}

export function readPage(path: string): string {
  return readFileSync(`${ROOT}/${path}`, 'utf8')
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name.replaceAll('\\', '/')}`,
    )
  } catch {
    return []
  }
}

/** The text without its fenced blocks: what is in them is not Markdown. */
export function withoutFences(text: string): string {
  return text.replace(/^```[^\n]*\n[\s\S]*?^```$/gm, '')
}

/** The fragments a page can be linked by, as GitHub makes them of its headings. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...withoutFences(text).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => heading)
  return new Set(headings.map(slug))
}

function slug(heading: string): string {
  const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
  return shown.replace(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-')
}
