// The mail queue as the view shows it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lines, parseEntry, type QueueEntry } from '../../client/src/queue/entries.ts';
import { filterProblem, noFilter, parseFilter } from '../../client/src/queue/filter.ts';
import { noReason, QueueModel, reasonKind } from '../../client/src/queue/model.ts';
import { age, matching, messages, size } from '../../client/src/queue/texts.ts';
import { type Node, pageSize, QueueTree } from '../../client/src/queue/tree.ts';

const now = 1_796_042_400;

function entry(id: string, more: Partial<QueueEntry> = {}): QueueEntry {
  return {
    queue: 'deferred',
    id,
    arrival: now - 3600,
    size: 400,
    sender: 'sender@example.org',
    recipients: [{ address: 'user@example.com', reason: 'Connection refused' }],
    ...more,
  };
}

function to(...addresses: string[]): Pick<QueueEntry, 'recipients'> {
  return { recipients: addresses.map((address) => ({ address, reason: 'Connection refused' })) };
}

function because(reason: string): Pick<QueueEntry, 'recipients'> {
  return { recipients: [{ address: 'user@example.com', reason }] };
}

function modelOf(...entries: QueueEntry[]): QueueModel {
  const model = new QueueModel();
  for (const each of entries) model.add(each);
  return model;
}

/** The labels of the whole tree, indented. */
function outline(tree: QueueTree, node?: Node, indent = ''): string[] {
  return tree.children(node).flatMap((child) => {
    const { label, description } = tree.describe(child, now);
    return [`${indent}${label} | ${description}`, ...outline(tree, child, `${indent}  `)];
  });
}

describe('a line of postqueue -j', () => {
  const line =
    '{"queue_name": "deferred", "queue_id": "3F5BE23B9C3", "arrival_time": 1796042310, "message_size": 405, "forced_expire": false, "sender": "a@example.org", "recipients": [{"address": "b@example.org", "delay_reason": "deferred transport"}]}';

  test('is a message', () => {
    expect(parseEntry(line)).toEqual({
      queue: 'deferred',
      id: '3F5BE23B9C3',
      arrival: 1796042310,
      size: 405,
      sender: 'a@example.org',
      recipients: [{ address: 'b@example.org', reason: 'deferred transport' }],
    });
  });

  test('that is damaged is none', () => {
    for (const bad of ['', '{', 'null', '[]', '1', '{"queue_id": "ABCDEF"}', line.slice(0, -5)])
      expect(parseEntry(bad)).toBeUndefined();
    expect(parseEntry(line.replace('3F5BE23B9C3', 'ALL'))).toBeUndefined();
    expect(parseEntry(line.replace('3F5BE23B9C3', '-d ALL x'))).toBeUndefined();
  });

  test('can arrive in any parts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 5 })), fc.array(fc.nat(7)), (texts, cuts) => {
        const whole = texts.map((text) => text.replaceAll('\n', ' ')).join('\n');
        const found: string[] = [];
        const lines = new Lines((each) => found.push(each));
        let at = 0;
        for (const cut of cuts) {
          lines.add(whole.slice(at, at + cut));
          at += cut;
        }
        lines.add(whole.slice(at));
        lines.end();
        expect(found.join('\n')).toBe(whole.replace(/\n$/, ''));
      }),
    );
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.json(), (text) => void parseEntry(text)));
  });
});

describe('the tree', () => {
  test('has queues, groups, and messages, the oldest message first', () => {
    const tree = new QueueTree(
      modelOf(
        entry('AAAAA1', { queue: 'hold', recipients: [{ address: 'x@example.net', reason: '' }] }),
        entry('AAAAA2', { arrival: now - 60, size: 2048 }),
        entry('AAAAA3', { ...because('Greylisted'), sender: '' }),
        entry('AAAAA4', { arrival: now - 90_000 }),
      ),
    );
    expect(outline(tree)).toEqual([
      'deferred | 3 messages, 3 KB, 25 h',
      '  2 × Connection refused | 2 KB, 25 h',
      '    sender@example.org → user@example.com | AAAAA4, 400 bytes, 25 h',
      '    sender@example.org → user@example.com | AAAAA2, 2 KB, 1 min',
      '  1 × Greylisted | 400 bytes, 1 h',
      '    <> → user@example.com | AAAAA3, 400 bytes, 1 h',
      'hold | 1 message, 400 bytes, 1 h',
      `  1 × ${noReason} | 400 bytes, 1 h`,
      '    sender@example.org → x@example.net | AAAAA1, 400 bytes, 1 h',
    ]);
  });

  test('has a message in the group of each of its destinations, and counts it once in the queue', () => {
    const tree = new QueueTree(
      modelOf(entry('AAAAA1', to('a@Example.com', 'b@example.net', 'c@example.com'))),
    );
    tree.grouping = 'destination';
    expect(outline(tree).filter((line) => !line.includes('→'))).toEqual([
      'deferred | 1 message, 400 bytes, 1 h',
      '  1 × example.com | 400 bytes, 1 h',
      '  1 × example.net | 400 bytes, 1 h',
    ]);
    const [queue] = tree.children();
    expect(tree.messagesOf(tree.children(queue))).toEqual([0]);
    expect(tree.model?.withOtherDomains([0], 'example.com')).toBe(1);
  });

  test('by sender', () => {
    const tree = new QueueTree(modelOf(entry('AAAAA1'), entry('AAAAA2', { sender: '' })));
    tree.grouping = 'sender';
    const [queue] = tree.children();
    expect(tree.children(queue).map((node) => tree.describe(node, now).label)).toEqual([
      '1 × <>',
      '1 × sender@example.org',
    ]);
  });

  test('shows long groups page by page, and acts on all of a group', () => {
    const count = pageSize * 2 + 10;
    const tree = new QueueTree(
      modelOf(...Array.from({ length: count }, (_, i) => entry(`ABC${String(i).padStart(5, '0')}`))),
    );
    const [queue] = tree.children();
    const [group] = tree.children(queue);
    if (group === undefined) throw new Error('no group');
    const first = tree.children(group);
    expect(first.length).toBe(pageSize + 1);
    const more = first.at(-1);
    if (more?.kind !== 'more') throw new Error('nothing more');
    expect(tree.describe(more, now)).toMatchObject({ label: 'Show 500 More', description: '510 not shown' });
    tree.showMore(more);
    expect(tree.children(group).length).toBe(2 * pageSize + 1);
    expect(tree.messagesOf([group]).length).toBe(count);
    expect(tree.messagesOf([more])).toEqual([]);
  });

  test('has unique and stable identifiers', () => {
    const ids = (tree: QueueTree, node?: Node): string[] =>
      tree.children(node).flatMap((child) => [child.id, ...ids(tree, child)]);
    const entries = [entry('AAAAA1', to('a@example.com', 'b@example.net')), entry('AAAAA2')];
    const tree = new QueueTree(modelOf(...entries));
    tree.grouping = 'destination';
    const found = ids(tree);
    expect(new Set(found).size).toBe(found.length);
    const again = new QueueTree(modelOf(...entries.toReversed()));
    again.grouping = 'destination';
    expect(ids(again).sort()).toEqual(found.sort());
  });
});

describe('a filter', () => {
  const model = modelOf(
    entry('AAAAA1', to('anna@example.com')),
    entry('AAAAA2', { ...because('Greylisted'), size: 5_000_000 }),
    entry('AAAAA3', { arrival: now - 200_000 }),
  );
  const found = (text: string) =>
    model.matching(parseFilter(text, now)).map((number) => model.message(number).id);

  test('finds words in IDs, addresses, and reasons', () => {
    expect(found('')).toHaveLength(3);
    expect(found('ANNA')).toEqual(['AAAAA1']);
    expect(found('greylisted example.com')).toEqual(['AAAAA2']);
    expect(found('aaaaa3')).toEqual(['AAAAA3']);
    expect(found('anna greylisted')).toEqual([]);
  });

  test('finds old and large messages', () => {
    expect(found('older:2d')).toEqual(['AAAAA3']);
    expect(found('larger:1M')).toEqual(['AAAAA2']);
    expect(found('older:x')).toEqual([]);
  });

  test('is refused if a limit has another form', () => {
    for (const text of ['', 'anna', 'older', 'older:2h larger:1M', 'OLDER:2D larger:5']) {
      expect(filterProblem(text)).toBeUndefined();
    }
    expect(filterProblem('anna older:2x')).toBe(
      '“older:2x” is not a time limit. Use a number with s, m, h, d, or w, such as older:2h.',
    );
    expect(filterProblem('Larger:1h')).toBe(
      '“Larger:1h” is not a size limit. Use a number with K, M, or G, such as larger:1M.',
    );
  });

  test('says how many messages match', () => {
    expect(matching(0, 12, 'zzz', 0)).toBe('None of the 12 messages match “zzz”.');
    expect(matching(5, 12, 'anna', 2048)).toBe('5 of 12 messages match “anna”, 2 KB');
    expect(matching(1, 12, 'anna', 12)).toBe('1 of 12 messages matches “anna”, 12 bytes');
    expect(matching(0, 1, 'zzz', 0)).toBe('The message does not match “zzz”.');
  });

  test('limits the tree and what is selected', () => {
    const tree = new QueueTree(model);
    tree.filter = parseFilter('greylisted', now);
    expect(tree.messagesOf(tree.children()).map((number) => model.id(number))).toEqual(['AAAAA2']);
    tree.filter = noFilter;
    expect(tree.messagesOf(tree.children())).toHaveLength(3);
  });
});

describe('the reason of a group', () => {
  test('leaves out what differs from message to message', () => {
    expect(reasonKind('host mx.example.com[192.0.2.1] said: 450 4.2.0 <a@example.com>: Greylisted')).toBe(
      'host mx.example.com[192.0.2.1] said: 450 4.2.0 <…>: Greylisted',
    );
    expect(reasonKind('try again in 287 seconds')).toBe('try again in … seconds');
    expect(
      reasonKind('451 4.7.1 try later. a640c23a62f3a-ab69a1b2c3d4.12 - gsmtp (in reply to RCPT TO command)'),
    ).toBe('451 4.7.1 try later. … - gsmtp (in reply to RCPT TO command)');
  });

  test('keeps the host, the code, and the words', () => {
    for (const reason of [
      'connect to mail-server-01.example.com[2001:db8::1]:25: Connection timed out',
      'deferred transport',
      'Host or domain name not found. Name service error for name=example.net type=MX: Host not found, try again',
      'mail transport unavailable',
      'Name service error for name=mailserver-01.example type=MX: Host not found, try again',
      'lost connection with mx2.example.com[198.51.100.7] while receiving the initial server greeting',
    ])
      expect(reasonKind(reason)).toBe(reason);
  });
});

describe('a queue that is too long', () => {
  test('is counted, and the first messages are shown', () => {
    const model = new QueueModel({ messages: 10, texts: 3 });
    for (let i = 0; i < 25; i++) model.add(entry(`ABCDE${i}`, { sender: `s${i}@example.com` }));
    expect([model.total, model.length, model.isBounded]).toEqual([25, 10, true]);
    const senders = model.groupsOf('deferred', 'sender', noFilter);
    expect(senders.reduce((sum, group) => sum + group.messages.length, 0)).toBe(10);
    expect(senders.length).toBeLessThan(5);
  });

  test('a message with very many recipients keeps the first ones', () => {
    const addresses = Array.from({ length: 50_000 }, (_, i) => `user${i}@example.com`);
    const model = modelOf(entry('AAAAA1', to(...addresses)));
    const message = model.message(0);
    expect(message.recipientCount).toBe(50_000);
    expect(message.recipients.length).toBeLessThan(300);
  });
});

describe('numbers', () => {
  test('are easy to read', () => {
    expect([messages(1), messages(12_345)]).toEqual(['1 message', '12,345 messages']);
    expect([0, 1, 1023, 1024, 1_572_864, 5e12].map(size)).toEqual([
      '0 bytes',
      '1 byte',
      '1023 bytes',
      '1 KB',
      '1.5 MB',
      '4.5 TB',
    ]);
    expect([5, 90, 7200, 200_000].map((passed) => age(now - passed, now))).toEqual([
      '5 s',
      '1 min',
      '2 h',
      '2 d',
    ]);
    expect(age(now + 10, now)).toBe('0 s');
  });
});
