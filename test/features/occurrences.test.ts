// Occurrences in each language, an outer one before those inside it.

import { describe, expect, test } from 'vitest';
import { type Occurrence, occurrencesIn } from '../../server/src/features/occurrences/index.ts';
import type { Snapshot } from '../../server/src/features/snapshot.ts';
import { textOf } from '../../server/src/features/snapshot.ts';
import { inMemory, uriOf } from '../corpus/host';
import { cpuTime } from '../support/cpu-time.ts';
import { mutations, seed } from '../support/mutations.ts';
import { mainCf, samples } from './samples.ts';

async function snapshotOf(name: string, text: string): Promise<Snapshot> {
  const { service } = inMemory({ 'main.cf': mainCf, [name]: text });
  const snapshot = await service.snapshot(uriOf(name));
  if (snapshot === undefined) throw new Error(`${name} does not belong to the configuration`);
  return snapshot;
}

/** Every occurrence in a file: its kind, its part if any, and its text. */
async function occurrences(name: string, text: string): Promise<string[]> {
  const snapshot = await snapshotOf(name, text);
  const { length } = textOf(snapshot.document);
  return Array.from(occurrencesIn(snapshot, { start: 0, end: length }), (occurrence) => {
    const { start, end } = occurrence.at;
    return `${labelOf(occurrence)}: ${text.slice(start, end)}`;
  });
}

function labelOf(occurrence: Occurrence): string {
  if (occurrence.kind === 'node')
    return occurrence.part === 'all' ? occurrence.node.kind : `${occurrence.node.kind} ${occurrence.part}`;
  return 'part' in occurrence ? `${occurrence.kind} ${occurrence.part}` : occurrence.kind;
}

describe('in a table', () => {
  test('access(5): keys and actions, with codes and texts', async () => {
    const lines = [
      'example.com REJECT 5.7.1 Go away',
      'example.net 450 later',
      'example.org permit_mynetworks, reject',
      'a.example FILTER smtp:[192.0.2.1]:10025',
      'b.example REDIRECT post@example.com',
      'c.example 1',
      'd.example PREPEND X-Seen: yes',
    ];
    expect(await occurrences('access', lines.join('\n'))).toEqual([
      'key: example.com',
      'result: REJECT 5.7.1 Go away',
      'action: REJECT',
      'action-part status: 5.7.1',
      'action-part text: Go away',
      'key: example.net',
      'result: 450 later',
      'action: 450',
      'action-part text: later',
      'key: example.org',
      'result: permit_mynetworks, reject',
      'restriction name: permit_mynetworks',
      'restriction name: reject',
      'key: a.example',
      'result: FILTER smtp:[192.0.2.1]:10025',
      'action: FILTER',
      'transport name: smtp',
      'next-hop: [192.0.2.1]:10025',
      'key: b.example',
      'result: REDIRECT post@example.com',
      'action: REDIRECT',
      'word: post@example.com',
      'key: c.example',
      'result: 1',
      'action: 1',
      'key: d.example',
      'result: PREPEND X-Seen: yes',
      'action: PREPEND',
      'action-part header: X-Seen',
      'action-part text: yes',
    ]);
  });

  test('transport(5): transports and next hops, together or alone', async () => {
    expect(await occurrences('transport', 'a smtp:[b]:25\nc :d\ne f:\ng :\n')).toEqual([
      'key: a',
      'result: smtp:[b]:25',
      'transport name: smtp',
      'next-hop: [b]:25',
      'key: c',
      'result: :d',
      'action: :',
      'next-hop: d',
      'key: e',
      'result: f:',
      'transport name: f',
      'key: g',
      'result: :',
      'action: :',
    ]);
  });

  test('virtual(5): addresses on several lines, without comments', async () => {
    expect(
      await occurrences('virtual', 'a@example.com b,\n# not c\n  d@example.com\n@example.net @example.org\n'),
    ).toEqual([
      'key: a@example.com',
      'result: b,\n# not c\n  d@example.com',
      'address: b',
      'address: d@example.com',
      'key: @example.net',
      'result: @example.org',
      'replacement-domain: @example.org',
    ]);
  });

  test('passwords and TLS policies', async () => {
    expect(await occurrences('passwords', '[mail.example.com]:587 anna:se:cret\n')).toEqual([
      'key: [mail.example.com]:587',
      'result: anna:se:cret',
      'credential user: anna',
      'credential password: se:cret',
    ]);
    expect(
      await occurrences('policy', 'example.com secure match=.example.com protocols=!SSLv3:!TLSv1\n'),
    ).toEqual([
      'key: example.com',
      'result: secure match=.example.com protocols=!SSLv3:!TLSv1',
      'word: secure',
      'policy-attribute: match',
      'word: .example.com',
      'policy-attribute: protocols',
      'word: !SSLv3',
      'word: !TLSv1',
    ]);
  });

  test('aliases(5): the name, the colon, and each destination', async () => {
    expect(
      await occurrences('aliases', 'info: anna, "|/bin/x y", /var/mail/all, :include:/etc/list\n'),
    ).toEqual([
      'key: info',
      'colon: :',
      'destination: anna',
      'destination: "|/bin/x y"',
      'destination: /var/mail/all',
      'destination: :include:/etc/list',
    ]);
  });

  test('pcre: and regexp: patterns, delimiters, flags, and references to groups', async () => {
    expect(await occurrences('header_checks', 'if !/^a/\n/^Subject: (.*)/i REJECT no $1\nendif\n')).toEqual([
      'statement: if',
      'pattern: !/^a/',
      'negation: !',
      'delimiter: /',
      'expression: ^a',
      'delimiter: /',
      'pattern: /^Subject: (.*)/i',
      'delimiter: /',
      'expression: ^Subject: (.*)',
      'delimiter: /',
      'pattern-flag: i',
      'result: REJECT no $1',
      'action: REJECT',
      'action-part text: no $1',
      'group-reference: $1',
      'statement: endif',
    ]);
    expect(await occurrences('rewrite', '/^a/!/b/ c@${1}\n')).toEqual([
      'pattern: /^a/',
      'delimiter: /',
      'expression: ^a',
      'delimiter: /',
      'pattern: !/b/',
      'negation: !',
      'delimiter: /',
      'expression: b',
      'delimiter: /',
      'result: c@${1}',
      'address: c@${1}',
      'group-reference: ${1}',
    ]);
  });

  test('cidr: networks', async () => {
    expect(await occurrences('clients', 'if 2001:db8::/32\n!192.0.2.0/24 DUNNO\nendif\n')).toEqual([
      'statement: if',
      'network: 2001:db8::/32',
      'network: !192.0.2.0/24',
      'negation: !',
      'result: DUNNO',
      'action: DUNNO',
      'statement: endif',
    ]);
  });

  test('settings of database tables: values by their types', async () => {
    expect(
      await occurrences(
        'boxes.cf',
        "hosts = inet:db.example.com:3306\nquery = SELECT a FROM b WHERE c='%s' AND d = '%%'\n",
      ),
    ).toEqual([
      'database-setting: hosts',
      'endpoint: inet:db.example.com:3306',
      'database-setting: query',
      "word: SELECT a FROM b WHERE c='%s' AND d = '%%'",
      'placeholder: %s',
      'placeholder: %%',
    ]);
  });
});

test('master.cf: attributes and options of programs', async () => {
  const line = 'box unix - n n - - pipe -vD flags=DR user=vmail:mail argv=/bin/lda -f ${sender} { a $user }';
  const found = await occurrences('master.cf', `${line}\n`);
  expect(found.slice(found.indexOf('field: pipe') + 1)).toEqual([
    'argument: -vD',
    'program-option: -v',
    'program-option: D',
    'argument: flags=DR',
    'attribute: flags',
    'attribute-flag: D',
    'attribute-flag: R',
    'argument: user=vmail:mail',
    'attribute: user',
    'word: vmail:mail',
    'argument: argv=/bin/lda',
    'attribute: argv',
    'command-word: /bin/lda',
    'argument: -f',
    'command-word: -f',
    'argument: ${sender}',
    'command-word: ${sender}',
    'macro: ${sender',
    'argument: { a $user }',
    'command-word: a $user',
    'macro: $user',
  ]);
});

describe('in any text', () => {
  function expectOrder(snapshot: Snapshot): void {
    const text = textOf(snapshot.document);
    let last = { start: 0, end: text.length };
    for (const { at, kind } of occurrencesIn(snapshot, { start: 0, end: text.length })) {
      const label = `${kind} ${at.start}-${at.end}`;
      expect(at.start <= at.end && at.start >= 0 && at.end <= text.length, label).toBe(true);
      expect(at.start > last.start || (at.start === last.start && at.end <= last.end), label).toBe(true);
      last = at;
    }
  }

  test.each(Object.entries(samples))(
    '%s: occurrences are in order and inside the text',
    async (name, text) => {
      const snapshot = await snapshotOf(name, text);
      expect([...occurrencesIn(snapshot, { start: 0, end: text.length })].length).toBeGreaterThan(2);
      expectOrder(snapshot);
    },
  );

  test.each(Object.entries(samples))('%s: the same for damaged text', async (name, text) => {
    const { damage } = mutations(seed);
    for (let i = 0; i < 100; i++) expectOrder(await snapshotOf(name, damage(text)));
  });

  test.each(Object.entries(samples))('%s: the run time is linear', async (name) => {
    for (const unit of ['{', '${', '"', '!', 'a,', '$1', '[', 'a\n b,\n#\n']) {
      const head =
        name === 'main.cf' || name === 'boxes.cf'
          ? 'query = '
          : name === 'master.cf'
            ? 'a unix - - - - - pipe '
            : 'a: ';
      const cost = await cpuTime(async () => {
        const snapshot = await snapshotOf(name, head + unit.repeat(100_000 / unit.length));
        for (const _ of occurrencesIn(snapshot, { start: 0, end: textOf(snapshot.document).length }));
      });
      expect(cost, unit).toBeLessThan(10_000);
    }
  });

  test('a line of a million characters', async () => {
    const snapshot = await snapshotOf('main.cf', `transport_maps = inline:{ ${'a=b '.repeat(250_000)}}`);
    let count = 0;
    for (const _ of occurrencesIn(snapshot, { start: 0, end: textOf(snapshot.document).length })) count++;
    expect(count).toBe(250_003);
  });
});
