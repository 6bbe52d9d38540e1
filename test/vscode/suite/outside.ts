// Runs the test files in its directory outside VS Code. They control a window like a user, and check the results on the
// host. Otherwise like index.ts.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { timeLimit } from '../../../scripts/time-limit.mjs';
import { runMocha } from './mocha.ts';
import { screenshot } from './window.ts';

async function main(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: timeLimit,
    color: false,
    rootHooks: {
      async afterEach(this: Mocha.Context) {
        const { currentTest } = this;
        if (currentTest?.isFailed())
          await screenshot(`failed ${currentTest.fullTitle()}`.replace(/\W+/g, '-'));
      },
    },
  });
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs')))
    mocha.addFile(join(__dirname, file));
  const results = await runMocha(mocha);
  const file = process.env.POSTFIX_TEST_RESULTS;
  if (file) writeFileSync(file, JSON.stringify(results));
}

void main();
