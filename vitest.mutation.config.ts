// The unit tests that `npm run mutate` holds against changed code: the paths in MUTATION_TESTS.
import { defineConfig } from 'vitest/config';

const paths = (process.env.MUTATION_TESTS ?? 'test/syntax').split(' ');

export default defineConfig({
  test: {
    include: paths.map((path) => (path.split('/').length > 2 ? `${path}*.test.ts` : `${path}/**/*.test.ts`)),
    isolate: false,
    testTimeout: 60_000,
  },
});
