// The files of a new configuration are right in every release, and every scenario can be set up on top of them.

import { describe, expect, test } from 'vitest';
import { parseRelease } from '../../server/src/catalog/release.ts';
import { scenarios } from '../../server/src/scenarios/index.ts';
import { newConfiguration } from '../../server/src/scenarios/new-configuration.ts';
import { inMemory, uriOf } from '../corpus/host.ts';
import { findingsIn } from '../support/markers.ts';

function filesFor(version: string) {
  const release = parseRelease(version);
  if (release === undefined) throw new Error(`no release: ${version}`);
  const { main, master } = newConfiguration(release);
  return { 'main.cf': main, 'master.cf': master };
}

test.each(['2.0', '2.3', '2.11', '3.0', '3.4', '3.5', '3.6', '3.7', '3.10', '3.11'])(
  'there are no errors and no warnings in %s',
  async (version) => {
    const found = await findingsIn(filesFor(version), { version });
    const serious = found.filter(({ severity }) => severity === 'error' || severity === 'warning');
    expect(serious.map(({ code, text }) => `${code}: ${text}`)).toEqual([]);
  },
);

describe('a scenario on a new configuration', () => {
  const { service } = inMemory(filesFor('3.7'));
  const main = uriOf('main.cf');

  test.each(scenarios.map(({ name }) => name))('%s asks for the basic settings first', async (name) => {
    const questions = await service.scenarioQuestions(main, name);
    const ids = questions.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['myhostname', 'mydestination', 'mynetworks']));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('plain sets them', async () => {
    const answers = {
      myhostname: 'mail.example.com',
      mydestination: 'example.com',
      mynetworks: '127.0.0.0/8',
    };
    const plan = await service.planScenario(main, 'plain', answers, {});
    expect(JSON.stringify(plan?.edit)).toContain('myhostname = mail.example.com');
    expect(JSON.stringify(plan?.edit)).toContain('reject_unauth_destination');
  });
});
