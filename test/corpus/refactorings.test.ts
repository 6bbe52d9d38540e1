// Refactorings in real configurations: each setting and each service has the same value as before.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { refactorings } from '../../server/src/features/refactorings/index.ts';
import type { Snapshot } from '../../server/src/features/snapshot.ts';
import { overrides } from '../../server/src/instance/instance.ts';
import { corpusFiles, orSkip } from '../support/corpus.ts';
import { mutations, seed } from '../support/mutations.ts';
import { inMemory, uriOf } from './host';

type Texts = Readonly<Record<string, string>>;

/** What programs get: the value of each setting in main.cf, and for each service. White space and commas separate words. */
function values({ instance }: Snapshot): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const names = new Set<string>(instance.entriesByName.keys());
  for (const { item } of instance.services)
    for (const { name } of overrides(item)) if (name !== undefined) names.add(name.text);
  for (const name of names) {
    // A name that only other values refer to may come and go.
    if (instance.parameterOf(name) === undefined) continue;
    for (const service of [undefined, ...instance.services]) {
      // A setting of main.cf that is now an option of the only service that reads it has no value elsewhere.
      if (service === undefined && instance.services.length > 0) continue;
      // Postfix does not expand such a value.
      const isRaw = instance.parameterOf(name)?.raw === true;
      const text = (isRaw ? instance.value(name, service)?.raw : instance.expanded(name, service)?.text)
        ?.replace(/[\s,]+/g, ' ')
        .trim();
      if (text !== undefined && reads(instance, service, name)) found.set(`${service?.key} ${name}`, text);
    }
  }
  return found;
}

function reads(
  { catalog }: Snapshot['instance'],
  service: Snapshot['instance']['services'][number] | undefined,
  name: string,
): boolean {
  const usedBy = catalog.parameter(name)?.usedBy ?? [];
  return service === undefined || usedBy.includes('global') || usedBy.includes(service.program);
}

/** A comment may move to the other file, but no comment is lost. */
function commentsOf(texts: Texts): readonly string[] {
  return Object.values(texts)
    .flatMap((text) => text.match(/^[ \t]*#.*$/gm) ?? [])
    .sort();
}

async function snapshotOf(texts: Texts, name: string): Promise<Snapshot> {
  const { service } = inMemory(texts);
  const snapshot = await service.snapshot(uriOf(name));
  if (snapshot === undefined) throw new Error(`${name} is no Postfix file`);
  return snapshot;
}

async function check(texts: Texts, name: string, offsets: readonly number[]): Promise<ReadonlySet<string>> {
  const snapshot = await snapshotOf(texts, name);
  const before = values(snapshot);
  const titles = new Set<string>();
  for (const offset of offsets) {
    const end = offset + 4;
    for (const span of [
      { start: offset, end: offset },
      { start: offset, end },
    ]) {
      for (const { title, edits } of refactorings(snapshot, span)) {
        const after = { ...texts };
        for (const file of new Set(edits.map(({ at }) => at.uri))) {
          const own = edits.filter(({ at }) => at.uri === file).sort((a, b) => b.at.start - a.at.start);
          const fileName = file.slice(uriOf('').length);
          after[fileName] = own.reduce(
            (text, { at, text: inserted }) => text.slice(0, at.start) + inserted + text.slice(at.end),
            texts[fileName] ?? '',
          );
        }
        titles.add(title.replace(/[$ ]\w*_\w+|\S*\/\S+/g, ' …'));
        expect(commentsOf(after), title).toEqual(commentsOf(texts));
        const now = values(await snapshotOf(after, name));
        for (const [key, value] of before) {
          const isMeant = title.startsWith('Sort') || title.includes('lmdb:');
          if (!isMeant && now.get(key) !== value)
            expect(`${title}: ${key}`, texts[name]?.slice(offset - 80, end + 80)).toBe(value);
        }
      }
    }
  }
  return titles;
}

test('in configurations of our own', async () => {
  const texts = {
    'main.cf':
      'office = example.com\nprefix = $office\nmydestination = a.$office,b.example,\n# of the city\n  c.${prefix}x ${{$prefix} == {a} ? {b}}\n# long\nsmtpd_recipient_limit = 9\n\nsmtpd_tls_loglevel = 1\nbiff = no\n# postfix-lint-disable-next-line a\nsmtpd_tls_auth_only = yes\nluser_relay = $local@example.com\nmailbox_transport_maps = a,\n# b\n  c\n',
    'master.cf':
      'smtp inet n - n - - smtpd\n# time\n  -o smtpd_timeout=9s -o smtpd_client_port_logging=yes\n  -o { mydestination = a b } -osmtpd_banner=a}b\nslow unix - - n - - smtp\n  -o smtp_helo_timeout=5s\n  -o { smtp_helo_name = a\n# c\n  }\nlocal unix - n n - - local\n',
  };
  for (const name of ['main.cf', 'master.cf'] as const) {
    const offsets = Array.from({ length: texts[name].length }, (_, offset) => offset);
    expect((await check(texts, name, offsets)).size).toBeGreaterThanOrEqual(2);
  }
});

test('in real configurations', async (context) => {
  const files = orSkip(context, corpusFiles('trees'));
  const { next } = mutations(seed);
  const titles = new Set<string>();
  for (const path of files) {
    if (!/^main\.cf$/.test(basename(path)) || next() > 0.5) continue;
    const folder = path.slice(0, path.lastIndexOf('/'));
    const master = files.find((other) => other === `${folder}/master.cf`);
    const texts = {
      'main.cf': readFileSync(path, 'utf8'),
      ...(master !== undefined && { 'master.cf': readFileSync(master, 'utf8') }),
    };
    for (const [name, text] of Object.entries(texts)) {
      if (text.length > 40_000) continue;
      const offsets = Array.from({ length: 8 }, () => Math.floor(next() * text.length));
      for (const title of await check(texts, name, offsets)) titles.add(title);
    }
  }
  console.log([...titles].sort().join('\n'));
  expect(titles.size).toBeGreaterThan(5);
});
