import { defineConfig } from 'vitest/config'

/** `npm run test:browser`: what people see, in a real Chromium. */
export default defineConfig({
  test: {
    name: 'browser',
    pool: 'forks',
    maxWorkers: 1,
    include: ['test/browser/**/*.browser.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/forget-servers.ts', 'test/support/use-test-temporal.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // As in vitest.config.ts: on CI what a busy machine made late is tried once more, and the report says so.
    retry: process.env.CI ? 1 : 0,
  },
})
