// The entry point that VS Code calls in its extension host (--extensionTestsPath). It runs the bundled test files in
// its directory with mocha, and writes the results to the file that POSTFIX_TEST_RESULTS names.
import { readdirSync, writeFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { join } from 'node:path';
import Mocha from 'mocha';
import { timeLimit } from '../../../scripts/time-limit.mjs';
import { type Results, skipReason } from './results.ts';
import { screenshot, unavailable } from './window.ts';
import { filesOf, restore } from './workspace.ts';

/** @throws if a test fails, so that VS Code exits with 1 */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({ ui: 'bdd', timeout: timeLimit, color: false, rootHooks: hooks() });
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs'));
  for (const file of files.sort()) mocha.addFile(join(__dirname, file));

  const results = await runMocha(mocha);
  const file = process.env.POSTFIX_TEST_RESULTS;
  if (file) writeFileSync(file, JSON.stringify(results));
  if (results.failed > 0) throw new Error(`${results.failed} failed`);
}

/** Each test starts without open editors and with the original files of the workspace. */
function hooks(): Mocha.RootHookObject {
  const files = filesOf();
  return {
    async afterEach(this: Mocha.Context) {
      const { currentTest } = this;
      if (currentTest?.isFailed() && unavailable === undefined) {
        await screenshot(`failed ${currentTest.fullTitle()}`.replace(/\W+/g, '-'));
      }
      await restore(files);
    },
  };
}

function runMocha(mocha: Mocha): Promise<Results> {
  let passed = 0;
  const skipped: { title: string; reason: string }[] = [];
  const failures: { title: string; message: string }[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve({ passed, failed: failures.length, skipped, failures }));
    runner.on('pass', () => {
      passed++;
    });
    runner.on('pending', (test) => skipped.push({ title: test.fullTitle(), reason: skipReason(test) }));
    // Also called for a failed hook. Tests that do not run because of it are not counted.
    runner.on('fail', (test, error) => failures.push({ title: test.fullTitle(), message: messageOf(error) }));
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? inSource(error.stack ?? error.message) : String(error);
}

/** Shows locations in the source instead of the bundle. Node cannot do this, because VS Code formats stacks itself. */
function inSource(stack: string): string {
  return stack.replace(/([^\s(]+\.cjs):(\d+):(\d+)/g, (place, file, line, column) => {
    const origin = findSourceMap(file)?.findOrigin(Number(line), Number(column));
    return origin && 'fileName' in origin
      ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
      : place;
  });
}
