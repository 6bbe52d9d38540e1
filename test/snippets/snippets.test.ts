// The snippets: with what stands in them at first, and with each of the words to choose from, they are correct.
import { describe, expect, test } from 'vitest';
import {
  attempt,
  describePostfix,
  describeRunningPostfix,
  postconf,
  standardMasterCf,
  withInstanceDirectory,
  withPostfix,
} from '../postfix/harness';
import { type FileTexts, findingsIn } from '../support/markers.ts';
import { expand, readSnippets, type Snippet, tabStopsOf } from './snippet.ts';

const main = readSnippets('postfix-main.json');
const master = readSnippets('postfix-master.json');
const all = [
  ...main.map((each) => ['main.cf', each] as const),
  ...master.map((each) => ['master.cf', each] as const),
];

test('each scenario has one, and smtp-auth a second one for master.cf', () => {
  expect(main.map(({ prefix }) => prefix)).toEqual(['basic', 'plain', 'smtp-auth']);
  expect(master.map(({ prefix }) => prefix)).toEqual(['smtp-auth']);
});

describe.each(all)('%s: $prefix', (file, snippet) => {
  test('says what it is, and has places to fill in, numbered from 1, and an end', () => {
    expect(snippet.description).toMatch(new RegExp(`^${snippet.prefix}[:,] .{20,}`));
    const numbers = tabStopsOf(snippet.body).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    expect(numbers).not.toEqual([]);
    expect(snippet.body).toMatch(/\n\$0$/);
  });

  test('is plain text: no tab, no blank at the end of a line, no line over 120 characters', () => {
    const lines = expand(snippet.body).split('\n');
    expect(lines.filter((line) => /\t|[ ]$/.test(line) || line.length > 120)).toEqual([]);
  });

  test('has no finding', async () => {
    for (const text of variants(snippet)) expect(await findingsIn(filesWith(file, text))).toEqual([]);
  });
});

test('all of them together have no finding', async () => {
  expect(await findingsIn(together())).toEqual([]);
});

describePostfix('the real Postfix', () => {
  test.each(all)('%s: $prefix: postconf has nothing to say', { timeout: 60_000 }, async (file, snippet) => {
    for (const text of variants(snippet)) {
      await withInstanceDirectory(filesWith(file, text), async (dir) => {
        expect(await postconf(dir, ['-n'])).toMatchObject({ code: 0, stderr: '' });
        expect(await postconf(dir, ['-M'])).toMatchObject({ code: 0, stderr: '' });
      });
    }
  });
});

describeRunningPostfix('a server of all snippets', () => {
  test('takes mail for its domains from anyone, and relays for its networks and no stranger', {
    timeout: 60_000,
  }, async () => {
    const files = together();
    // The example's certificate is not on this machine.
    const mainCf = `${files['main.cf']}smtpd_tls_chain_files =\nsmtpd_tls_security_level =\n`;
    const masterCf = `${standardMasterCf}${expand(master[0]?.body ?? '')}`;
    await withPostfix({ mainCf, masterCf }, async (postfix) => {
      const from = 'root@mail.example.com';
      const ask = async (client: string, to: string) =>
        (await attempt(postfix.port('smtp'), { client, from, to })).code;
      expect(await ask('203.0.113.9', 'root@mail.example.com')).toBe(250);
      expect(await ask('203.0.113.9', 'user@example.net')).toBe(554);
      expect(await ask('192.0.2.9', 'user@example.net')).toBe(250);
    });
  });
});

const emptyMainCf = 'compatibility_level = 3.6\n';

/** The snippet alone, in files that are otherwise as short as can be. */
function filesWith(file: 'main.cf' | 'master.cf', text: string): FileTexts {
  if (file === 'master.cf') return { 'main.cf': emptyMainCf, 'master.cf': text };
  const mainCf = text.includes('compatibility_level') ? text : emptyMainCf + text;
  return { 'main.cf': mainCf, 'master.cf': standardMasterCf };
}

/** With what stands there at first, then with each other word of each choice. */
function variants({ body }: Snippet): readonly string[] {
  const others = tabStopsOf(body).flatMap(({ number, choices }) =>
    choices.slice(1).map((word) => expand(body, { [number]: word })),
  );
  return [expand(body), ...others];
}

/** smtp-auth repeats the relay list of plain: it is enough to have it once. */
function together(): FileTexts {
  const texts = main.map(({ body }) => expand(body));
  const relayList = /^smtpd_relay_restrictions = .*\n/m;
  const mainCf = texts.join('').replace(relayList, '');
  return { 'main.cf': mainCf, 'master.cf': standardMasterCf + expand(master[0]?.body ?? '') };
}
