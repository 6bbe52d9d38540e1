// Formatting of real files, whole and damaged: twice is like once, comments stay, and every line means the same.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import type { FormatSettings } from '../../server/src/features/formatting/index.ts';
import { defaultSettings, type PostfixService } from '../../server/src/service.ts';
import { logicalText } from '../../server/src/syntax/lines.ts';
import { corpusFiles, orSkip } from '../support/corpus.ts';
import { applyEdits } from '../support/edits.ts';
import { mutations, seed } from '../support/mutations.ts';
import { inMemory, type Memory, uriOf } from './host';

const editor = { tabSize: 4, insertSpaces: true };
const styles: readonly FormatSettings[] = [
  defaultSettings.format,
  { equals: 'aligned', lists: 'oneItemPerLine', columns: 'aligned' },
  { equals: 'tight', lists: 'fill', columns: 'keep' },
];

/** A main.cf in which a table of each language has its name. */
const naming = `transport_maps = hash:/etc/postfix/table
alias_maps = hash:/etc/postfix/aliases
header_checks = pcre:/etc/postfix/patterns
mynetworks = cidr:/etc/postfix/networks
`;

function nameOf(path: string): string {
  const name = basename(path).replace(/^.*__/, '');
  if (path.includes('/corpus/main/') || /^main\.cf/.test(name)) return 'main.cf';
  if (path.includes('/corpus/master/') || /^master\.cf/.test(name)) return 'master.cf';
  if (/aliases/.test(name)) return 'aliases';
  if (/pcre|regexp|checks/.test(name)) return 'patterns';
  return /cidr/.test(name) ? 'networks' : 'table';
}

/** One service for each style and for main.cf and the other files: to make one takes longer than to format. */
const services = new Map<string, Memory>();

function serviceFor(name: string, text: string, format: FormatSettings): PostfixService {
  const key = JSON.stringify([name === 'main.cf', format]);
  let memory = services.get(key);
  if (memory === undefined) {
    memory = inMemory({ 'main.cf': naming }, { settings: { format } });
    services.set(key, memory);
  }
  memory.write(name, text);
  return memory.service;
}

async function format(name: string, text: string, style: FormatSettings): Promise<string> {
  return applyEdits(text, await serviceFor(name, text, style).formatting(uriOf(name), editor));
}

/** What Postfix reads: each logical line, with the white space that does not matter as one space. */
async function meaning(name: string, text: string): Promise<readonly string[]> {
  const service = serviceFor(name, text, defaultSettings.format);
  const snapshot = await service.snapshot(uriOf(name));
  const { document } = snapshot ?? {};
  if (document === undefined || document.language === 'other') throw new Error(`${name} is no Postfix file`);
  const lines: string[] = [];
  for (const { item } of document.tree.items()) {
    const whole = { start: 0, end: item.line.text.length };
    const logical = logicalText(item.line, whole);
    switch (item.kind) {
      case 'entry':
        lines.push(`${item.name.text} = ${item.text.replace(/[ \t\r]+/g, ' ')}`);
        break;
      case 'service':
        lines.push(
          JSON.stringify([
            item.fields.map((field) => field.text),
            item.arguments.map((each) =>
              each.kind === 'override'
                ? [each.name?.text, each.value?.text, each.braces, each.problem]
                : each.text,
            ),
          ]),
        );
        break;
      case 'table-entry':
        lines.push(JSON.stringify([item.key.text, logicalText(item.line, item.value)]));
        break;
      case 'alias':
        lines.push(JSON.stringify([item.key, item.text]));
        break;
      default:
        lines.push(logical.replace(/[ \t\r]+/g, ' ').trim());
    }
  }
  return lines;
}

function commentsOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^[ \t]*#/.test(line));
}

async function check(name: string, text: string, path: string): Promise<boolean> {
  const before = await meaning(name, text);
  let changed = false;
  for (const style of styles) {
    const after = await format(name, text, style);
    const where = `${path} ${JSON.stringify(style)}`;
    changed ||= after !== text;
    if (after === text) continue;
    expect(await format(name, after, style), `${where}: formatted twice`).toBe(after);
    expect(commentsOf(after), where).toEqual(commentsOf(text));
    expect(await meaning(name, after), where).toEqual(before);
  }
  return changed;
}

const own: Readonly<Record<string, string>> = {
  'main.cf': 'a=1\nb  =  2\nmynetworks = x,y ,z\n  # comment\n\tw\nsmtpd_banner = a  b\n   c\n',
  'master.cf': 'smtp inet n - n - - smtpd\n\t-o a=b   -v\n# c\n  -o { d = e  f }\nx   unix - - n - - y\n',
  table: 'a  b  c\n# d\ne\tf\n  g\n',
  aliases: 'a:b\nc:   d,  e\n',
  patterns: '/a b/   OK\nif /c/\n/d/ REJECT  e\nendif\n',
  networks: '192.0.2.0/24    OK  a\n',
};

test('files of our own', async () => {
  for (const [name, text] of Object.entries(own)) await check(name, text, name);
});

test('files of our own, damaged', async () => {
  const { damage } = mutations(seed);
  for (let i = 0; i < 400; i++) {
    for (const [name, text] of Object.entries(own)) {
      const damaged = damage(text);
      await check(name, damaged, JSON.stringify(damaged));
    }
  }
});

test('real files', async (context) => {
  const files = orSkip(context, corpusFiles());
  let changed = 0;
  for (const path of files) {
    const text = readFileSync(path, 'utf8');
    // The largest tables take long, and have the same lines a thousand times.
    if (text.length > 200_000 || isBinary(text)) continue;
    if (await check(nameOf(path), text, path)) changed++;
  }
  console.log(`${files.length} files, ${changed} of them changed in at least one style`);
  expect(changed).toBeGreaterThan(0);
});

function isBinary(text: string): boolean {
  return text.includes('\0');
}
