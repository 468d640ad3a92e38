import { defineConfig } from 'vitest/config'

/** `npm run test:chaos`: for a quarter of an hour what test/chaos does for a minute in every `npm test`. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/chaos/**/*.chaos.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/forget-servers.ts'],
    testTimeout: 30 * 60_000,
    disableConsoleIntercept: true,
  },
})
