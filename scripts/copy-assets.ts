import { cpSync, statSync } from 'node:fs'

/** tsc compiles the code; migrations, functions and mail templates beside it are copied as they are. */
cpSync('src', 'dist', {
  recursive: true,
  filter: (path) =>
    statSync(path).isDirectory() || path.endsWith('.sql') || path.startsWith('src/mail/templates/'),
})
