#!/usr/bin/env node
// From a checkout the sources run as they are; an installed package has only what was built.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const sources = new URL('../src/cli/quittance.ts', import.meta.url)
const tsx = existsSync(fileURLToPath(sources))
  ? await import('tsx/esm/api').catch(() => undefined)
  : undefined
if (tsx === undefined) await import('../dist/cli/quittance.js')
else await tsx.tsImport(sources.href, import.meta.url)
