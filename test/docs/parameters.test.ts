// The pages in docs/parameters. "npm run generate" writes them, and "npm run check" checks that they are up to date.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { families, parameterPages } from '../../scripts/generate/parameter-pages.ts';
import { parameters } from '../catalog/data.ts';

const pages = parameterPages();

test('every parameter is in exactly one family', () => {
  const listed = families.flatMap((family) => family.parameters);
  expect([...listed].sort()).toEqual(parameters.map(({ name }) => name).sort());
});

test('families list their parameters in order', () => {
  for (const { name, parameters } of families) expect(parameters, name).toEqual([...parameters].sort());
});

test('there is a page for each family, and an index', () => {
  expect([...pages.keys()].sort()).toEqual(['README.md', ...families.map(({ name }) => `${name}.md`)].sort());
});

describe('for readers', () => {
  test('every link leads to an entry', () => {
    const places = new Set(
      [...pages].flatMap(([page, text]) => [
        page,
        ...[...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => `${page}#${heading.toLowerCase()}`),
      ]),
    );
    const links = [...pages].flatMap(([page, text]) =>
      [...text.matchAll(/\]\(([^()\s:]*)\)/g)].map(([, target = '']) =>
        target.startsWith('#') ? page + target : target,
      ),
    );
    expect(links.length).toBeGreaterThan(2 * parameters.length);
    expect([...new Set(links)].filter((target) => !places.has(target))).toEqual([]);
  });

  test('an entry has the type, the defaults, the release, the programs, the text, the values, an example and links', () => {
    const entry = entryOf('smtpd-tls.md', 'smtpd_tls_security_level');
    for (const part of [
      '**Value:**',
      '`encrypt`',
      '**Default:** *empty*',
      '**Since:** Postfix 2.3',
      '`smtpd`',
      '```',
      'See also: [',
    ])
      expect(entry).toContain(part);
  });

  test('a time has its unit, and a deprecated parameter names its replacement', () => {
    expect(entryOf('queue.md', 'maximal_queue_lifetime')).toContain(
      'a time; from 0 s to 8640000 s; a number without a unit is in days',
    );
    expect(entryOf('smtpd-tls.md', 'smtpd_use_tls')).toContain(
      'use [smtpd_tls_security_level](smtpd-tls.md#smtpd_tls_security_level) instead',
    );
  });

  test('a parameter that mirrors another one links to it', () => {
    expect(entryOf('lmtp.md', 'lmtp_connect_timeout')).toContain(
      'Like [smtp_connect_timeout](smtp.md#smtp_connect_timeout): its description also applies here.',
    );
  });

  test('the README leads to the index', () => {
    expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain(
      '(docs/parameters/README.md)',
    );
  });
});

function entryOf(page: string, name: string): string {
  const text = pages
    .get(page)
    ?.split(/^## /m)
    .find((part) => part.startsWith(`${name}\n`));
  if (text === undefined) throw new Error(`no entry ${name} in ${page}`);
  return text;
}
