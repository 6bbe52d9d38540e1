// The unit tests that `npm run mutate` holds against changed code: the paths in MUTATION_TESTS. They run once for each
// change, so tests of random input and tests that run Postfix are left out.
import { defineConfig } from 'vitest/config';

const paths = (process.env.MUTATION_TESTS ?? 'test/syntax').split(' ');

export default defineConfig({
  test: {
    include: paths.map((path) => (path.split('/').length > 2 ? `${path}*.test.ts` : `${path}/**/*.test.ts`)),
    exclude: [
      '**/properties.test.ts',
      '**/*-postconf.test.ts',
      '**/*-postfix.test.ts',
      '**/keystrokes.test.ts',
    ],
    isolate: false,
    testTimeout: 60_000,
  },
});
