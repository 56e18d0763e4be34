import { defineConfig } from 'vitest/config'

const journeys = process.env['HEED_TEST_JOURNEYS'] === 'off' ? ['test/journeys/**'] : []

// one server for the whole run, a database a file; files share a thread's modules, because nothing in them keeps state
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: '#ui' } },
  test: {
    include: ['{src,demo,test,tools,bench,client}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/.build/**', ...journeys],
    globalSetup: ['test/support/cluster.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
