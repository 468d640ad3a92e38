// Tests never touch the servers a developer works with: what the shell names, they do not see.
for (const name of Object.keys(process.env)) {
  if (name === 'DATABASE_URL' || (name.startsWith('TEMPORAL_') && !name.endsWith('_BIN')))
    delete process.env[name]
}
