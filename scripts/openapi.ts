import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { ROUTES } from '../src/api/operator/index.ts'
import { openApiOf } from '../src/api/operator/openapi.ts'

/** What docs/openapi.json holds. */
export function openApiText(): string {
  return `${JSON.stringify(openApiOf(ROUTES), null, 2)}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync('docs/openapi.json', openApiText())
