// The entry point that VS Code calls in its extension host (--extensionTestsPath). It runs the bundled test files in
// its directory with mocha, and writes the results to the file that POSTFIX_TEST_RESULTS names.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { timeLimit } from '../../../scripts/time-limit.mjs';
import { runMocha } from './mocha.ts';
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
