import { cpSync, statSync } from 'node:fs'

/** tsc compiles the code; the migrations and functions beside it are copied as they are. */
cpSync('src', 'dist', {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || path.endsWith('.sql'),
})
