// Every message from Postfix that the pages of docs/rules quote is proven: a test with the installed Postfix sees it,
// or the page names the release that it is from.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { occasions, quotedInPassing } from '../postfix/rule-messages.ts';
import { pageCodes, quotedIn, readPage, sectionOf, tested, withoutBlocks } from './page.ts';

const folder = new URL('../postfix/', import.meta.url);
const ownTests = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
/** The test files that read the page for what it quotes. */
const readersOf = (code: string): readonly string[] =>
  ownTests.filter((text) => text.includes(`readPage('${code}')`) || text.includes(`shown('${code}')`));

describe.each(pageCodes())('%s', (code) => {
  const page = readPage(code);
  const whatPostfixDoes = sectionOf(code, 'What Postfix does');
  const prose = withoutBlocks(whatPostfixDoes);

  test('output, log lines, and replies are tried with an example', () => {
    if (page.quotes.length === 0) return;
    const releases = page.wrong.map(({ release = tested }) => release);
    // test/rules/pages.test.ts tries the first example that is for the installed release.
    if (releases.includes(tested)) return;
    expect(namedReleases(prose)).not.toEqual([]);
  });

  test('log lines from other occasions have their occasion', () => {
    expect(occasions[code] !== undefined).toBe(page.logs.length > 0);
    if (occasions[code] === 'own') expect(readersOf(code)).not.toEqual([]);
  });

  test('output of commands, and messages in sentences, have a test or a release', () => {
    if (/^```$\n\$ /m.test(whatPostfixDoes.replaceAll(/^```\w+\n.*?^```$/gms, '')))
      expect(readersOf(code)).not.toEqual([]);
    const proven = quotedInPassing.filter(({ rule }) => rule === code).map(({ says }) => says);
    const ofOtherReleases = sentencesOf(prose)
      .filter((sentence) => namedReleases(sentence).length > 0)
      .flatMap(quotedIn);
    const unproven = quotedIn(prose).filter(
      (quote) =>
        !proven.includes(quote) &&
        !ofOtherReleases.includes(quote) &&
        !readersOf(code).some((text) => text.includes(quote)),
    );
    expect(unproven).toEqual([]);
  });
});

test('everything that is tried is on a page', () => {
  const stale = quotedInPassing.filter(
    ({ rule, says }) => !sectionOf(rule, 'What Postfix does').replace(/\s+/g, ' ').includes(says),
  );
  expect(stale).toEqual([]);
  expect(Object.keys(occasions).filter((code) => !pageCodes().includes(code))).toEqual([]);
});

function sentencesOf(text: string): readonly string[] {
  return text.replace(/\s+/g, ' ').split(/(?<=[.:]) (?=[A-Z])/);
}

/** The releases in a text, except for the tested one. */
function namedReleases(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:Postfix|[Ff]rom|[Bb]efore) (\d\.\d+)\b/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== tested);
}
