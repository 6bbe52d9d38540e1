// What stands where: the stretches of each language that have a meaning, an outer one before those inside it.

import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../server/src/features/snapshot.ts';
import { textOf } from '../../server/src/features/snapshot.ts';
import { type Spot, spotsIn } from '../../server/src/features/spot.ts';
import { inMemory, uriOf } from '../corpus/host';
import { cpuTime } from '../support/cpu-time.ts';
import { mutations, seed } from '../support/mutations.ts';
import { mainCf, samples } from './samples.ts';

async function snapshotOf(name: string, text: string): Promise<Snapshot> {
  const { service } = inMemory({ 'main.cf': mainCf, [name]: text });
  const snapshot = await service.snapshot(uriOf(name));
  if (snapshot === undefined) throw new Error(`${name} is not ours`);
  return snapshot;
}

/** Every spot of a file: its kind, and what tells it from its like, before the text. */
async function spots(name: string, text: string): Promise<string[]> {
  const snapshot = await snapshotOf(name, text);
  const { length } = textOf(snapshot.document);
  return Array.from(spotsIn(snapshot, { start: 0, end: length }), (spot) => {
    const { start, end } = spot.at;
    return `${labelOf(spot)}: ${text.slice(start, end)}`;
  });
}

function labelOf(spot: Spot): string {
  if (spot.kind === 'node') return spot.part === 'all' ? spot.node.kind : `${spot.node.kind} ${spot.part}`;
  return 'part' in spot ? `${spot.kind} ${spot.part}` : spot.kind;
}

describe('in a table', () => {
  test('of access(5): keys, actions, their codes and texts', async () => {
    const lines = [
      'example.com REJECT 5.7.1 Go away',
      'example.net 450 later',
      'example.org permit_mynetworks, reject',
      'a.example FILTER smtp:[192.0.2.1]:10025',
      'b.example REDIRECT post@example.com',
      'c.example 1',
      'd.example PREPEND X-Seen: yes',
    ];
    expect(await spots('access', lines.join('\n'))).toEqual([
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

  test('of transport(5): a transport, a next hop, either without the other', async () => {
    expect(await spots('transport', 'a smtp:[b]:25\nc :d\ne f:\ng :\n')).toEqual([
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

  test('of virtual(5): addresses, over several lines, comments left out', async () => {
    expect(
      await spots('virtual', 'a@example.com b,\n# not c\n  d@example.com\n@example.net @example.org\n'),
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

  test('of passwords, and of TLS policies', async () => {
    expect(await spots('passwords', '[mail.example.com]:587 anna:se:cret\n')).toEqual([
      'key: [mail.example.com]:587',
      'result: anna:se:cret',
      'credential user: anna',
      'credential password: se:cret',
    ]);
    expect(await spots('policy', 'example.com secure match=.example.com protocols=!SSLv3:!TLSv1\n')).toEqual([
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

  test('of aliases(5): the name, the colon and each destination', async () => {
    expect(await spots('aliases', 'info: anna, "|/bin/x y", /var/mail/all, :include:/etc/list\n')).toEqual([
      'key: info',
      'colon: :',
      'destination: anna',
      'destination: "|/bin/x y"',
      'destination: /var/mail/all',
      'destination: :include:/etc/list',
    ]);
  });

  test('of pcre: and regexp: patterns: delimiters, flags, what $number stands for', async () => {
    expect(await spots('header_checks', 'if !/^a/\n/^Subject: (.*)/i REJECT no $1\nendif\n')).toEqual([
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
    expect(await spots('rewrite', '/^a/!/b/ c@${1}\n')).toEqual([
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

  test('of cidr: networks', async () => {
    expect(await spots('clients', 'if 2001:db8::/32\n!192.0.2.0/24 DUNNO\nendif\n')).toEqual([
      'statement: if',
      'network: 2001:db8::/32',
      'network: !192.0.2.0/24',
      'negation: !',
      'result: DUNNO',
      'action: DUNNO',
      'statement: endif',
    ]);
  });

  test("of a database client's settings: values by the client's types", async () => {
    expect(
      await spots(
        'boxes.cf',
        "hosts = inet:db.example.com:3306\nquery = SELECT a FROM b WHERE c='%s' AND d = '%%'\n",
      ),
    ).toEqual([
      'client-setting: hosts',
      'endpoint: inet:db.example.com:3306',
      'client-setting: query',
      "word: SELECT a FROM b WHERE c='%s' AND d = '%%'",
      'substitution: %s',
      'substitution: %%',
    ]);
  });
});

test('in master.cf: the attributes and options of programs', async () => {
  const line = 'box unix - n n - - pipe -vD flags=DR user=vmail:mail argv=/bin/lda -f ${sender} { a $user }';
  const found = await spots('master.cf', `${line}\n`);
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

describe('of any text', () => {
  function expectOrder(snapshot: Snapshot): void {
    const text = textOf(snapshot.document);
    let last = { start: 0, end: text.length };
    for (const { at, kind } of spotsIn(snapshot, { start: 0, end: text.length })) {
      const label = `${kind} ${at.start}-${at.end}`;
      expect(at.start <= at.end && at.start >= 0 && at.end <= text.length, label).toBe(true);
      expect(at.start > last.start || (at.start === last.start && at.end <= last.end), label).toBe(true);
      last = at;
    }
  }

  test.each(Object.entries(samples))('%s: in order, and inside the text', async (name, text) => {
    const snapshot = await snapshotOf(name, text);
    expect([...spotsIn(snapshot, { start: 0, end: text.length })].length).toBeGreaterThan(2);
    expectOrder(snapshot);
  });

  test.each(Object.entries(samples))('%s, damaged', async (name, text) => {
    const { damage } = mutations(seed);
    for (let i = 0; i < 100; i++) expectOrder(await snapshotOf(name, damage(text)));
  });

  test.each(Object.entries(samples))('%s: the work grows with the text', async (name) => {
    for (const unit of ['{', '${', '"', '!', 'a,', '$1', '[', 'a\n b,\n#\n']) {
      const head =
        name === 'main.cf' || name === 'boxes.cf'
          ? 'query = '
          : name === 'master.cf'
            ? 'a unix - - - - - pipe '
            : 'a: ';
      const cost = await cpuTime(async () => {
        const snapshot = await snapshotOf(name, head + unit.repeat(100_000 / unit.length));
        for (const _ of spotsIn(snapshot, { start: 0, end: textOf(snapshot.document).length }));
      });
      expect(cost, unit).toBeLessThan(10_000);
    }
  });

  test('a line of a million characters', async () => {
    const snapshot = await snapshotOf('main.cf', `transport_maps = inline:{ ${'a=b '.repeat(250_000)}}`);
    let count = 0;
    for (const _ of spotsIn(snapshot, { start: 0, end: textOf(snapshot.document).length })) count++;
    expect(count).toBe(250_003);
  });
});
