import { cpSync, statSync } from 'node:fs'

/** tsc compiles the code; migrations, functions, mail templates and styles beside it are copied as they are. */
cpSync('src', 'dist', {
  recursive: true,
  filter: (path) =>
    statSync(path).isDirectory() ||
    path.endsWith('.sql') ||
    path.endsWith('.css') ||
    path.startsWith('src/mail/templates/'),
})
