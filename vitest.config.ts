// All tests outside VS Code, each folder of test/ one suite. The result is also written to
// test/results/vitest.json in the form that the VS Code suite has: { passed, failed, skipped: [{ title,
// reason }], failures: [{ title, message }] }.
import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { timeLimit, waitLimit } from './scripts/time-limit.mjs';

export default defineConfig({
  test: {
    pool: 'forks',
    // Test files share the modules of their worker: the catalog is loaded once a worker, not once a file.
    isolate: false,
    maxWorkers: Number(process.env.W ?? 2),
    testTimeout: timeLimit,
    hookTimeout: timeLimit,
    teardownTimeout: timeLimit,
    expect: { poll: { timeout: waitLimit } },
    reporters: ['default', resultsIn('test/results/vitest.json')],
    projects: [
      {
        extends: true,
        test: { name: 'postfix', include: ['test/postfix/**/*.test.ts'] },
      },
      {
        extends: true,
        test: { name: 'own', include: ['test/**/*.test.ts'], exclude: ['test/postfix/**', 'test/vscode/**'] },
      },
    ],
  },
});

function resultsIn(file: string): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const inState = (state: string) => tests.filter((test) => test.result().state === state);
      const failures = [
        ...inState('failed').map((test) => ({
          title: titleOf(test),
          message: messageOf(test.result().errors),
        })),
        // A file that could not be read, a beforeAll that threw: no test is to blame, but something failed.
        ...modules
          .flatMap((module) => [module, ...module.children.allSuites()])
          .filter((group) => group.errors().length > 0)
          .map((group) => ({ title: titleOf(group), message: messageOf(group.errors()) })),
        ...unhandledErrors.map((error) => ({ title: 'outside of any test', message: messageOf([error]) })),
      ];
      const results = {
        passed: inState('passed').length,
        failed: failures.length,
        skipped: [...inState('skipped'), ...inState('pending')].map((test) => ({
          title: titleOf(test),
          reason: reasonOf(test),
        })),
        failures,
      };
      mkdirSync('test/results', { recursive: true });
      writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
    },
  };
}

function titleOf(task: TestCase | TestSuite | TestModule): string {
  const file = task.type === 'module' ? task.moduleId : task.module.moduleId;
  const path = relative(process.cwd(), file);
  return task.type === 'module' ? path : `${path} > ${task.fullName}`;
}

function messageOf(errors: readonly { readonly message?: string }[] | undefined): string {
  return (errors ?? []).map((error) => error.message ?? String(error)).join('\n');
}

/** What `context.skip(reason)` said, or the meta of a block that was skipped before it began. */
function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === 'pending') return 'its file ended before it did';
  const said = result.state === 'skipped' ? result.note : undefined;
  const failedGroup = test.parent.type === 'suite' && test.parent.errors().length > 0;
  return (
    said ?? test.meta().skipReason ?? (failedGroup ? 'its block failed before it began' : 'no reason given')
  );
}
