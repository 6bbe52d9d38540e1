// Every hover of a parameter fits on a screen. If it leaves something out, it links to the page that has it.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MarkupContent } from 'vscode-languageserver-types';
import { maxLines, renderedLines } from '../../server/src/features/hover/layout.ts';
import { parameters } from '../catalog/data.ts';
import { inMemory, uriOf } from '../corpus/host.ts';
import { docs } from '../support/docs.ts';

/** Without names that only stand for a family of parameters. */
const names = parameters.filter(({ kind }) => !/family|function/.test(kind)).map(({ name }) => name);
const folder = new URL('../../docs/parameters/', import.meta.url);

test('every parameter', async () => {
  const { service } = inMemory({ 'main.cf': names.map((name) => `${name} = \n`).join('') });
  const tooLong: string[] = [];
  const broken: string[] = [];
  let shortened = 0;
  for (const [line, name] of names.entries()) {
    const contents = (await service.hover(uriOf('main.cf'), { line, character: 0 }))?.contents;
    if (!MarkupContent.is(contents)) throw new Error(`${name} has no hover`);
    const { value } = contents;
    if (renderedLines(value.split('\n\n')) > maxLines) tooLong.push(name);
    const details = docs.parameter(name)?.details ?? [];
    const last = details.at(-1) ?? '';
    const [, page = '', anchor = ''] = /\[More\]\(docs\/parameters\/(\S+)#(\S+)\)/.exec(value) ?? [];
    if (page !== '') {
      shortened++;
      const headings = readFileSync(new URL(page, folder), 'utf8').match(/^## .*$/gm) ?? [];
      if (!headings.some((heading) => heading.toLowerCase() === `## ${anchor}`)) broken.push(name);
    } else if (!value.includes(last)) broken.push(name);
  }
  expect(tooLong).toEqual([]);
  expect(broken).toEqual([]);
  expect(shortened).toBeGreaterThan(0);
  expect(shortened).toBeLessThan(names.length / 5);
});
