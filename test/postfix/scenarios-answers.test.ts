// A server in which a scenario was set up answers RCPT TO as the scenario's page says.
import { expect, test } from 'vitest';
import { pageAnswers } from '../scenarios/answers.ts';
import { readScenario } from '../scenarios/page.ts';
import { scenarios } from '../scenarios/scenarios.ts';
import { serverOf } from '../scenarios/server.ts';
import { attempt, describeRunningPostfix, type InstanceSpec, withPostfix } from './harness';

/** What a daemon writes. */
const written: Readonly<Record<string, InstanceSpec['tables']>> = {
  'pop-before-smtp': { 'hash:pop-before-smtp': '198.51.100.7 OK\n' },
};

describeRunningPostfix('A server in which was set up', () => {
  test.each(scenarios)('%s answers as the page says', async (scenario) => {
    const { answers } = readScenario(scenario);
    expect(answers).not.toHaveLength(0);
    const { spec } = await serverOf(scenario, pageAnswers[scenario], { tables: written[scenario] ?? {} });
    await withPostfix(spec, async (postfix) => {
      const given = [];
      // The null sender, so that no restriction looks for its domain in DNS.
      for (const { client, to } of answers)
        given.push({ client, to, reply: (await attempt(postfix.port(), { client, from: '', to })).text });
      expect(given).toEqual(answers);
    });
  });
});
