import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The prebuilt bundle, beside the compiled programs. */
export const BUNDLE_PATH = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url))

/** The module the workflow types are exported from: TypeScript in development, JavaScript once built. */
export const WORKFLOWS_PATH = fileURLToPath(
  new URL(`../workflows/index${extname(import.meta.url)}`, import.meta.url),
)

/** Where a worker takes the workflows from: bundled at build time, else bundled when it starts (3 s). */
export function workflowCode(): { workflowBundle: { codePath: string } } | { workflowsPath: string } {
  return existsSync(BUNDLE_PATH)
    ? { workflowBundle: { codePath: BUNDLE_PATH } }
    : { workflowsPath: WORKFLOWS_PATH }
}
