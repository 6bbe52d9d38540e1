// The real Postfix reads the examples in docs/scenarios without a warning, and the snippets of each scenario result in
// a server that answers as its page says.
import { expect, test } from 'vitest';
import { completed, instanceOf } from '../scenarios/configuration.ts';
import { readScenario } from '../scenarios/page.ts';
import { scenarios } from '../scenarios/scenarios.ts';
import { configurationOf } from '../snippets/configuration.ts';
import {
  attempt,
  describePostfix,
  describeRunningPostfix,
  postconf,
  withInstanceDirectory,
  withPostfix,
} from './harness';

describePostfix('postconf prints no warning about the examples of', () => {
  test.each(scenarios)('%s', async (scenario) => {
    const { examples } = readScenario(scenario);
    expect(examples).not.toHaveLength(0);
    for (const example of examples) {
      await withInstanceDirectory(completed(example).files, async (dir) => {
        for (const option of ['-n', '-M', '-P'])
          expect(await postconf(dir, [option])).toMatchObject({ code: 0, stderr: '' });
      });
    }
  });
});

describeRunningPostfix('A server with the snippets answers as the page says', () => {
  test.each(scenarios)('%s', async (scenario) => {
    const { answers } = readScenario(scenario);
    expect(answers).not.toHaveLength(0);
    await withPostfix(instanceOf(configurationOf(scenario)), async (postfix) => {
      const given = [];
      // The null sender, so that no restriction looks for its domain in DNS.
      for (const { client, to } of answers)
        given.push({ client, to, reply: (await attempt(postfix.port(), { client, from: '', to })).text });
      expect(given).toEqual(answers);
    });
  });
});
