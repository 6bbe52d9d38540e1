// Rename against Postfix: what postconf prints afterward differs in the name alone.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver-types';
import { SourceText } from '../../server/src/syntax/text.ts';
import { inMemory, uriOf } from '../corpus/host';
import { corpusFiles, orSkip } from '../support/corpus.ts';
import { applyEdits } from '../support/edits.ts';
import { inParallel } from '../support/parallel.ts';
import { describePostfix, postconf, withInstanceDirectory } from './harness.ts';

type Texts = Readonly<Record<string, string>>;

const newName = 'renamed_x1';

/** Each name that can be changed, and the files after the change. */
async function* renames(texts: Texts): AsyncGenerator<{ readonly old: string; readonly after: Texts }> {
  const { service } = inMemory(texts);
  const seen = new Set<string>();
  for (const [name, text] of Object.entries(texts)) {
    const source = SourceText.of(text);
    for (const { index, 0: word } of text.matchAll(/[\w.-]+/g)) {
      if (seen.has(word)) continue;
      seen.add(word);
      const position = source.positionAt(index);
      const prepared = await service.prepareRename(uriOf(name), position);
      if (prepared === undefined || 'refusal' in prepared || seen.has(`${prepared.placeholder}!`)) continue;
      seen.add(`${prepared.placeholder}!`);
      const found = await service.rename(uriOf(name), position, newName);
      if (found === undefined || 'refusal' in found) continue;
      const after = { ...texts };
      let isOfFiles = false;
      for (const change of found.documentChanges ?? []) {
        if (!('textDocument' in change)) {
          isOfFiles = true;
          continue;
        }
        const file = change.textDocument.uri.slice(uriOf('').length);
        after[file] = applyEdits(after[file] ?? '', change.edits as TextEdit[]);
      }
      if (!isOfFiles) yield { old: prepared.placeholder, after };
    }
  }
}

/** The words that postconf prints, sorted, because it lists settings by name. */
async function printed(texts: Texts): Promise<readonly string[]> {
  return withInstanceDirectory({ 'main.cf': '', 'master.cf': '', ...texts }, async (directory) => {
    const answers = await Promise.all(['-n', '-M', '-P'].map((flag) => postconf(directory, [flag])));
    const text = answers.map(({ stdout }) => stdout).join('');
    return text
      .replaceAll(directory, '')
      .split(/[\s,]+/)
      .sort();
  });
}

/** The number of names that were changed. */
async function check(texts: Texts): Promise<number> {
  const before = await printed(texts);
  let count = 0;
  for await (const { old, after } of renames(texts)) {
    count++;
    const now = await printed(after);
    const back = now.map((word) => word.replaceAll(newName, old)).sort();
    expect(back, old).toEqual(before);
    // postconf does not print what nothing uses.
    if (before.some((word) => word.includes(old))) expect(now, old).not.toEqual(before);
  }
  return count;
}

const own: Texts = {
  'main.cf': `compatibility_level = 3.6
office = example.com
myorigin = $office
mydestination = \${office}, localhost
smtpd_restriction_classes = greylist
greylist = reject
smtpd_sender_restrictions = greylist
slow_destination_rate_delay = 1s
`,
  'master.cf': `smtp inet n - n - - smtpd
  -o greylist=permit
  -o { myorigin = a.$office }
slow unix - - n - - smtp
`,
};

describePostfix('rename', () => {
  test('in a configuration of our own', async () => {
    expect(await check(own)).toBe(3);
  });

  test('in real configurations', async (context) => {
    const files = orSkip(context, corpusFiles('trees'));
    const mains = files.filter((path) => basename(path) === 'main.cf');
    let count = 0;
    await inParallel(mains, 8, async (path) => {
      const master = files.find((other) => other === `${path.slice(0, -'main.cf'.length)}master.cf`);
      count += await check({
        'main.cf': readFileSync(path, 'utf8'),
        ...(master !== undefined && { 'master.cf': readFileSync(master, 'utf8') }),
      });
    });
    console.log(`${mains.length} configurations, ${count} names`);
    expect(count).toBeGreaterThan(20);
  });
});
