// The pages in docs/scenarios: each has all sections and shows what its snippets insert, and its examples are linted.
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Example, examplesIn } from '../rules/page.ts';
import { configurationOf } from '../snippets/configuration.ts';
import { findingsIn } from '../support/markers.ts';
import { completed } from './configuration.ts';
import { pageNames, readScenario } from './page.ts';
import { scenarios } from './scenarios.ts';

test('each scenario has a page, and each page a scenario', () => {
  expect(pageNames()).toEqual([...scenarios].sort());
});

describe.each(scenarios)('%s', (scenario) => {
  const page = readScenario(scenario);

  test('the page has all sections', () => {
    expect(page.name).toBe(scenario);
    expect(page.sections).toEqual([
      'Who this is for',
      'How mail flows',
      'Configuration',
      'Other steps',
      'Pitfalls',
      'How to test it',
    ]);
    // At least one client is accepted, and a stranger cannot relay.
    const codes = page.answers.map(({ reply }) => reply.slice(0, 3));
    expect(codes).toContain('250');
    expect(page.answers.filter(({ to }) => to === 'user@example.net')).not.toEqual([]);
  });

  test('its links lead to files', () => {
    expect(page.links.filter((link) => !existsSync(link))).toEqual([]);
  });

  test('the configuration is that of the snippets', () => {
    const shown = page.examples.flatMap(linesOf);
    expect(shown).toEqual(expect.arrayContaining([...linesOf(configurationOf(scenario))]));
  });

  test('the examples have no warnings and errors', async () => {
    expect(page.examples).not.toHaveLength(0);
    for (const example of page.examples) expect(await serious(example)).toEqual([]);
  });
});

test('pop-before-smtp: the editor reports that a table decides who can relay, as the page says', async () => {
  const [example] = readScenario('pop-before-smtp').examples;
  if (example === undefined) throw new Error('There is no example.');
  const found = await findingsIn(completed(example).files);
  const relaying = found.filter(
    ({ code }) => !['compatibility-level', 'incoming-without-tls'].includes(code),
  );
  expect(relaying.map(({ severity }) => severity)).toEqual(['information']);
});

test('a mistake in an example would be found', async () => {
  const [example] = examplesIn('```postfix-main\nmynetwork = 192.0.2.0/24\n```\n');
  if (example === undefined) throw new Error('There is no example.');
  expect(await serious(example)).toEqual(['unknown-parameter']);
});

/** The codes of findings with severity warning or error. */
async function serious(example: Example): Promise<readonly string[]> {
  const found = await findingsIn(completed(example).files);
  return found.filter(({ severity }) => /^(error|warning)$/.test(severity)).map(({ code }) => code);
}

/** Every logical line without comments, after the name of its file. */
function linesOf(example: Example): readonly string[] {
  const files = Object.entries(example.files).filter(([file]) => file !== 'master.cf' || example.hasMasterCf);
  return files.flatMap(([file, text]) => {
    const withoutComments = text.replace(/^\s*#.*\n/gm, '');
    return withoutComments.split(/\n(?=\S)/).map((line) => `${file}: ${line.trimEnd()}`);
  });
}
