// Each sample with its tokens, in samples/*.snap. `npx vitest run test/grammar -u` updates them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { grammarOf, render, root, tokenize } from './tokenize.ts';

const folder = join(root, 'test/grammar/samples');

test.each([
  ['postfix-main', 'main.cf'],
  ['postfix-master', 'master.cf'],
  ['postfix-table', 'access'],
  ['postfix-aliases', 'aliases'],
  ['postfix-regexp', 'header_checks'],
  ['postfix-cidr', 'clients.cidr'],
  ['postfix-database', 'mysql-aliases.cf'],
  ['postfix-dynamicmaps', 'dynamicmaps.cf'],
])('%s: %s', async (languageId, name) => {
  const lines = tokenize(await grammarOf(languageId), readFileSync(join(folder, name), 'utf8'));
  await expect(render(lines)).toMatchFileSnapshot(join(folder, `${name}.snap`));
});
