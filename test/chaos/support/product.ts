import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** The programs as they are shipped: compiled, with the workflows in one file. They start in a fraction of the time. */
export interface Product {
  readonly api: URL
  readonly worker: URL
}

const isSql = (path: string): boolean => statSync(path).isDirectory() || path.endsWith('.sql')

/** Builds the sources as they are now, into a folder. Whether their types are right is for others to say. */
export const buildProduct = async (folder: string): Promise<Product> => {
  const dist = join(folder, 'dist')
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const tsc = join(ROOT, 'node_modules/.bin/tsc')
  await run(tsc, ['-p', join(ROOT, 'tsconfig.build.json'), '--noCheck', '--outDir', dist])
  cpSync(join(ROOT, 'src'), dist, { recursive: true, filter: isSql })
  await run(process.execPath, [join(dist, 'bundle-workflows.js')])
  const program = (file: string): URL => pathToFileURL(join(dist, file))
  return { api: program('api/server.js'), worker: program('worker.js') }
}
