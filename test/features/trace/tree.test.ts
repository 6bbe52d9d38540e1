// A traced mail as a tree.

import { describe, expect, test } from 'vitest';
import { briefEnd, endOfTrace, shortEnd } from '../../../server/src/features/trace/ends.ts';
import { type TraceNode, traceTree } from '../../../server/src/features/trace/trace-tree.ts';
import type { Condition, Step, Trace, TracedRecipient, Way } from '../../../server/src/mail/trace/model.ts';

const listed = (answer: string): Condition => ({
  decider: 'dns',
  question: 'whether zen.example lists 192.0.2.1',
  answer,
});

function step(program: string, what: string, more: Partial<Step> = {}): Step {
  return { program, what, at: [], ...more };
}

function delivered(address: string, mailbox: string): TracedRecipient {
  const common = { original: address, nexthop: 'example.com', outcome: 'delivered', sender: 'a@example.net' };
  return { address, transport: 'virtual', mailbox, ...common } as TracedRecipient;
}

function way(steps: readonly Step[], more: Partial<Way> = {}): Way {
  return { conditions: [], outcome: 'delivered', sender: 'a@example.net', recipients: [], steps, ...more };
}

function trace(...ways: readonly Way[]): Trace {
  return { request: { sender: 'a@example.net', recipients: ['kim@example.com'] }, ways, complete: true };
}

/** One line for each node, indented. */
function drawn({ label, description, children, decider }: TraceNode, depth = 0): readonly string[] {
  const own = [label, ...(description === undefined ? [] : [`(${description})`]), ...(decider ? ['?'] : [])];
  return [
    `${'  '.repeat(depth)}${own.join(' ')}`,
    ...children.flatMap((child) => (child.kind === 'fact' ? [] : drawn(child, depth + 1))),
  ];
}

const tree = (of: Trace) => drawn(traceTree(of, () => undefined));

describe('the tree', () => {
  test('has the steps of a mail in their order, and its end', () => {
    const steps = [
      step('smtpd', 'accepts the recipient.'),
      step('cleanup', 'expands the alias.', { before: 'info@example.com', after: 'kim@example.com' }),
    ];
    expect(tree(trace(way(steps, { recipients: [delivered('kim@example.com', '/var/mail/kim')] })))).toEqual([
      'Delivered to the mailbox /var/mail/kim (virtual)',
      '  accepts the recipient (smtpd)',
      '  expands the alias (cleanup · info@example.com → kim@example.com)',
      '  Delivered to the mailbox /var/mail/kim (virtual)',
    ]);
  });

  test('shows another way at the step where it starts', () => {
    const [no, yes] = [listed('It is not listed.'), listed('It is listed.')];
    const first = step('smtpd', 'accepts the client.');
    const usual = way(
      [first, step('smtpd', 'goes on.', { condition: no }), step('virtual', 'writes the mail.')],
      { conditions: [no], recipients: [delivered('kim@example.com', '/var/mail/kim')] },
    );
    const other = way([first, step('smtpd', 'refuses the client.', { condition: yes })], {
      conditions: [yes],
      outcome: 'refused',
      reply: { code: 554, enhanced: '5.7.1', text: 'Service unavailable' },
    });
    expect(tree(trace(usual, other))).toEqual([
      'Usually delivered to the mailbox /var/mail/kim (virtual). Can also be refused',
      '  accepts the client (smtpd)',
      '  goes on (smtpd) ?',
      '    If it is listed (Refused: 554 5.7.1 Service unavailable) ?',
      '      refuses the client (smtpd) ?',
      '  writes the mail (virtual)',
      '  Delivered to the mailbox /var/mail/kim (virtual)',
    ]);
  });

  test('claims nothing where only a table that cannot be read knows the domain', () => {
    const domain = (answer: string): Condition => ({
      decider: 'table',
      question: 'what ldap:/d returns for example.com',
      answer,
      lookup: { table: 'ldap:/d', key: 'example.com' },
      open: 'end',
    });
    const no = way([step('smtpd', 'refuses the mail.')], {
      conditions: [domain('It has no entry.')],
      outcome: 'refused',
    });
    const yes = way([step('smtpd', 'accepts the mail.')], {
      conditions: [domain('It has an entry.')],
      recipients: [delivered('kim@example.com', '/m/kim')],
    });
    const found = trace(no, yes);
    expect(endOfTrace(found)).toBe('Depends on ldap:/d; can be refused or delivered');
    expect(shortEnd(found)).toBe('→ depends on ldap:/d; can be refused or delivered');
    expect(briefEnd(found)).toBe('→ depends on ldap:/d');
  });

  test('groups the steps of several recipients', () => {
    const to = (recipient: string) => step('virtual', 'writes the mail.', { recipient });
    const recipients = [delivered('kim@example.com', '/m/kim'), delivered('lee@example.com', '/m/lee')];
    expect(
      tree(
        trace(way([step('smtpd', 'accepts.'), to('kim@example.com'), to('lee@example.com')], { recipients })),
      ),
    ).toEqual([
      'Delivered to 2 recipients',
      '  accepts (smtpd)',
      '  kim@example.com (Delivered to the mailbox /m/kim (virtual))',
      '    writes the mail (virtual)',
      '    Delivered to the mailbox /m/kim (virtual)',
      '  lee@example.com (Delivered to the mailbox /m/lee (virtual))',
      '    writes the mail (virtual)',
      '    Delivered to the mailbox /m/lee (virtual)',
    ]);
  });

  test('has every way exactly once, also if several questions are open', () => {
    const question = (name: string, answer: string): Condition => ({
      decider: 'table',
      question: name,
      answer,
    });
    const ways = [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ].map(([a, b]) => {
      const conditions = [question('a', `X is ${a}.`), question('b', `B is ${b}.`)];
      return way(
        conditions.map((condition) => step('cleanup', condition.answer, { condition })),
        { conditions, recipients: [delivered(`${a}${b}@example.com`, `/m/${a}${b}`)] },
      );
    });
    expect(tree(trace(...ways)).map((line) => line.trimEnd())).toEqual([
      'Delivered to the mailbox /m/00 (virtual)',
      '  X is 0 (cleanup) ?',
      '    If X is 1 (Delivered to the mailbox /m/10 (virtual)) ?',
      '      X is 1 (cleanup) ?',
      '      B is 0 (cleanup) ?',
      '        If B is 1 (Delivered to the mailbox /m/11 (virtual)) ?',
      '          B is 1 (cleanup) ?',
      '          Delivered to the mailbox /m/11 (virtual)',
      '      Delivered to the mailbox /m/10 (virtual)',
      '  B is 0 (cleanup) ?',
      '    If B is 1 (Delivered to the mailbox /m/01 (virtual)) ?',
      '      B is 1 (cleanup) ?',
      '      Delivered to the mailbox /m/01 (virtual)',
      '  Delivered to the mailbox /m/00 (virtual)',
    ]);
  });

  test('says that there are more ways', () => {
    const { children } = traceTree({ ...trace(way([])), complete: false }, () => undefined);
    expect(children.at(-1)?.label).toBe('There are more possible outcomes than are shown here.');
  });

  test('has the places that decide', () => {
    const at = { uri: 'file:///etc/postfix/main.cf', start: 3, end: 5 };
    const range = { start: { line: 0, character: 3 }, end: { line: 0, character: 5 } };
    const { children } = traceTree(trace(way([step('smtpd', 'x', { at: [at] })])), ({ uri }) => ({
      location: { uri, range },
      text: 'smtpd',
    }));
    expect(children[0]?.at).toEqual([{ uri: at.uri, range }]);
  });
});

test('the end in one line', () => {
  const end = (more: Partial<Way>) => endOfTrace(trace(way([], more)));
  const recipient = delivered('kim@example.com', '/m/kim');
  const { mailbox: _, ...relayed } = { ...recipient, transport: 'smtp', nexthop: '[mx.example.net]:25' };
  expect(end({ recipients: [relayed] })).toBe('Delivered to [mx.example.net]:25 (smtp)');
  expect(end({ recipients: [{ ...recipient, mailbox: '|/usr/bin/procmail' }] })).toBe(
    'Delivered to the command /usr/bin/procmail (virtual)',
  );
  expect(
    end({ outcome: 'bounced', recipients: [{ ...recipient, outcome: 'bounced', reason: 'unknown user' }] }),
  ).toBe('Returned to the sender: unknown user');
  expect(end({ outcome: 'deferred', recipients: [recipient, { ...recipient, outcome: 'deferred' }] })).toBe(
    'Delivered for 1, deferred for 1',
  );
  expect(end({ outcome: 'discarded' })).toBe('Discarded');
});
