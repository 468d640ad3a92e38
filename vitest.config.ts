import { defineConfig } from 'vitest/config'

// Folders whose tests need no server of the run: they start at once.
const UNIT = ['test/{chain,domain,providers,docs,packaging,ops}/**/*.test.ts', 'test/**/*.unit.test.ts']
const STACK = ['test/stack/**/*.test.ts']
// What the whole run has left behind is looked at when everything else is done.
const AFTERWARDS = ['test/afterwards/**/*.test.ts']

// On CI what a busy machine made late is tried once more, and the report says of which test. Not a property that fails, which
// another seed would hide.
const lateIsTriedAgain = process.env.CI ? { retry: { count: 1, condition: /^(?!Property failed)/ } } : {}

export default defineConfig({
  test: {
    tags: [
      {
        name: 'counts-effects',
        description:
          'Counts what was done under kills and races: one double in a hundred runs is what it is there to find.',
        retry: 0,
      },
    ],
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: UNIT,
          setupFiles: ['test/support/forget-servers.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          ...lateIsTriedAgain,
          include: ['test/**/*.test.ts'],
          exclude: [...UNIT, ...STACK, ...AFTERWARDS],
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/forget-servers.ts', 'test/support/use-test-temporal.ts'],
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'stack',
          include: STACK,
          setupFiles: ['test/support/forget-servers.ts'],
          testTimeout: 120_000,
          hookTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'afterwards',
          include: AFTERWARDS,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
        },
      },
    ],
  },
})
