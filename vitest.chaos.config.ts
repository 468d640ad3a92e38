import { defineConfig } from 'vitest/config'

/** `npm run test:chaos`: half an hour of what test/chaos does in a minute with every `npm test`. */
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
