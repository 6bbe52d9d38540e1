// Formatting against Postfix: postconf prints the same before and after, and postmap stores the same.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../server/src/service.ts';
import { inMemory, uriOf } from '../corpus/host';
import { corpusFiles, orSkip } from '../support/corpus.ts';
import { applyEdits } from '../support/edits.ts';
import { inParallel } from '../support/parallel.ts';
import { describePostfix, postconf, postmap, withInstanceDirectory } from './harness.ts';

const format = { ...defaultSettings.format, equals: 'aligned', columns: 'aligned', lists: 'fill' } as const;

async function formatted(name: string, text: string): Promise<string> {
  const { service } = inMemory(
    { 'main.cf': 'transport_maps = hash:/etc/postfix/table\n', [name]: text },
    { settings: { format } },
  );
  return applyEdits(text, await service.formatting(uriOf(name), { tabSize: 4, insertSpaces: true }));
}

/** What Postfix says about a file; the directory's own path is different each time. */
async function answers(name: string, text: string): Promise<readonly string[]> {
  const files = { 'main.cf': 'compatibility_level = 3.6\n', 'master.cf': '', [name]: text };
  return withInstanceDirectory(files, async (directory) => {
    const asked =
      name === 'table'
        ? [
            await postmap(directory, [`hash:${directory}/table`]),
            await postmap(directory, ['-s', `hash:${directory}/table`]),
          ]
        : await Promise.all(
            (name === 'main.cf' ? ['-n'] : ['-M', '-P']).map((flag) => postconf(directory, [flag])),
          );
    return asked.map(
      ({ stdout, code }) =>
        `${code}\n${stdout.replaceAll(directory, '').replace(/(postconf[ .])\d+\b/g, '$1')}`,
    );
  });
}

function nameOf(path: string): string {
  const name = basename(path).replace(/^.*__/, '');
  if (path.includes('/corpus/main/') || /^main\.cf/.test(name)) return 'main.cf';
  return path.includes('/corpus/master/') || /^master\.cf/.test(name) ? 'master.cf' : 'table';
}

const own: readonly (readonly [string, string])[] = [
  [
    'main.cf',
    'mynetworks=127.0.0.0/8 ,10.0.0.0/8,\n  # c\n\t192.0.2.0/24   [::1]/128\nmyorigin  = a\nsmtpd_banner=a  b\n   c\n',
  ],
  [
    'master.cf',
    'smtp inet n - n - - smtpd\n\t-o   myorigin=b  -v\n# c\n  -o { mynetworks = a   b }\nslow unix - - n - - smtp\n',
  ],
  ['table', 'a   b  c\n# d\ne\tf\n  g  h\n"i j"   k\n'],
];

async function differences(files: readonly (readonly [string, string])[]): Promise<readonly string[]> {
  const found: string[] = [];
  let changed = 0;
  await inParallel(files, 16, async ([name, text]) => {
    const after = await formatted(name, text);
    if (after === text) return;
    changed++;
    const [before, then] = [await answers(name, text), await answers(name, after)];
    if (`${before}` !== `${then}`) found.push(`${name}\n${text.slice(0, 500)}\n${before}\n---\n${then}`);
  });
  console.log(`${files.length} files, ${changed} of them changed`);
  expect(changed).toBeGreaterThan(0);
  return found;
}

describePostfix('formatting', () => {
  test('files of our own', async () => {
    expect(await differences(own)).toEqual([]);
  });

  test('real files', async (context) => {
    const files = orSkip(context, corpusFiles())
      .map((path) => [nameOf(path), readFileSync(path, 'utf8')] as const)
      .filter(([, text]) => text.length < 200_000 && !/[\0\uFFFD]/.test(text));
    expect(await differences(files)).toEqual([]);
  });
});
