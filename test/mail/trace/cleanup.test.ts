// What cleanup makes of a mail: the steps that it records, and what it puts into the queue.
import { describe, expect, test } from 'vitest';
import { cleanUp } from '../../../server/src/mail/trace/cleanup.ts';
import { everyWay } from '../../../server/src/mail/trace/journey.ts';
import type { Step } from '../../../server/src/mail/trace/model.ts';
import type { Queued, Submission } from '../../../server/src/mail/trace/stages.ts';
import { mailSystem } from '../support.ts';

const base =
  'myhostname = mail.example.com\nmydomain = example.com\nmyorigin = example.com\nmydestination = example.com\nrecipient_delimiter = +\n';

interface Options extends Partial<Submission> {
  readonly to?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

interface Cleaned {
  readonly queued: Queued;
  readonly steps: readonly Step[];
}

function ways(
  main: string,
  { to = ['bob@example.org'], files = {}, ...submission }: Options = {},
): readonly Cleaned[] {
  const system = mailSystem({ ...files, 'main.cf': `${base}${main}\n` });
  return everyWay(system, 9, (journey) => {
    const queued = cleanUp(journey, {
      program: 'smtpd',
      service: undefined,
      cleanup: 'cleanup',
      sender: 'ann@example.net',
      recipients: to.map((address) => ({ address, original: address })),
      rewriting: 'local',
      without: new Set(),
      headers: [],
      bcc: [],
      ...submission,
    });
    return { queued, steps: journey.steps };
  }).ways;
}

/** `sender > recipient, recipient`, or how the mail ends. */
function told(main: string, options: Options = {}): string {
  const [first] = ways(main, options);
  return first === undefined ? '' : words(first.queued);
}

function words(queued: Queued): string {
  switch (queued.kind) {
    case 'queued':
      return `${queued.sender} > ${queued.recipients.map(({ address }) => address).join(', ')}`;
    case 'refused':
      return `${queued.reply.code} ${queued.reply.enhanced} ${queued.reply.text}`;
    case 'discarded':
      return 'discarded';
    default:
      return `${queued.kind} ${queued.reason}`;
  }
}

describe('addresses', () => {
  test.each([
    ['', 'ann@example.net > bob@example.org'],
    [
      'canonical_maps = inline:{ ann@example.net=list@example.com, bob@example.org=b@example.org }',
      'list@example.com > b@example.org',
    ],
    [
      'sender_canonical_maps = inline:{ ann@example.net=x, bob@example.org=y }',
      'x@example.com > bob@example.org',
    ],
    [
      'recipient_canonical_maps = inline:{ ann@example.net=x, bob@example.org=y }',
      'ann@example.net > y@example.com',
    ],
    ['canonical_classes = header_sender\ncanonical_maps = static:x', 'ann@example.net > bob@example.org'],
    [
      'sender_canonical_maps = inline:{ ann@example.net=b, b@example.com=c }',
      'c@example.com > bob@example.org',
    ],
    ['masquerade_domains = net', 'ann@net > bob@example.org'],
    ['masquerade_domains = !example.net net', 'ann@example.net > bob@example.org'],
    ['masquerade_domains = net\nmasquerade_exceptions = ann', 'ann@example.net > bob@example.org'],
    ['masquerade_domains = org\nmasquerade_classes = envelope_recipient', 'ann@example.net > bob@org'],
    ['always_bcc = archive', 'ann@example.net > bob@example.org, archive@example.com'],
    ['sender_bcc_maps = inline:{ ann@example.net=s }', 'ann@example.net > s@example.com, bob@example.org'],
    ['recipient_bcc_maps = inline:{ @example.org=r }', 'ann@example.net > bob@example.org, r@example.com'],
    [
      'virtual_alias_maps = inline:{ {bob@example.org = c, d@example.net} }',
      'ann@example.net > c@example.com, d@example.net',
    ],
    ['virtual_alias_maps = inline:{ bob@example.org=c, c@example.com=e }', 'ann@example.net > e@example.com'],
    [
      'virtual_alias_maps = inline:{ {bob@example.org = bob@example.org, c} }',
      'ann@example.net > bob@example.org, c@example.com',
    ],
    ['virtual_alias_maps = inline:{ @example.org=@example.net }', 'ann@example.net > bob@example.net'],
    [
      'virtual_alias_maps = inline:{ bob@example.org=c, c@example.com=bob@example.org }',
      '451 4.6.0 Alias expansion error',
    ],
    [
      'virtual_alias_expansion_limit = 1\nvirtual_alias_maps = inline:{ {bob@example.org = c, d} }',
      '451 4.6.0 Alias expansion error',
    ],
    ['virtual_alias_maps = fail:1', '451 4.3.0 Error: queue file write error'],
    ['canonical_maps = fail:1', '451 4.3.0 Error: queue file write error'],
  ])('%s', (main, expected) => {
    expect(told(main)).toBe(expected);
  });

  test('extensions', () => {
    const to = ['bob+x@example.org'];
    const main = 'virtual_alias_maps = inline:{ bob@example.org=c }';
    expect(told(main, { to })).toBe('ann@example.net > c+x@example.com');
    expect(told(`${main}\npropagate_unmatched_extensions =`, { to })).toBe('ann@example.net > c@example.com');
  });

  test('incomplete addresses, the mailer daemon, and an empty recipient', () => {
    expect(told('', { sender: 'ann', to: ['bob', ''] })).toBe(
      'ann@example.com > bob@example.com, MAILER-DAEMON@example.com',
    );
    expect(told('', { sender: 'mailer-daemon' })).toBe(' > bob@example.org');
  });

  test('repeated recipients', () => {
    const main = 'virtual_alias_maps = inline:{ a@example.org=c, b@example.org=c }';
    expect(told(main, { to: ['a@example.org', 'b@example.org'] })).toBe(
      'ann@example.net > c@example.com, c@example.com',
    );
    expect(told(`${main}\nenable_original_recipient = no`, { to: ['a@example.org', 'b@example.org'] })).toBe(
      'ann@example.net > c@example.com',
    );
    expect(told('', { to: ['a@example.org', 'a@example.org'] })).toBe('ann@example.net > a@example.org');
  });

  test('no_address_mappings', () => {
    const main = 'virtual_alias_maps = static:x\ncanonical_maps = static:y\nalways_bcc = z';
    expect(told(main, { without: new Set(['address-mappings']) })).toBe('ann@example.net > bob@example.org');
  });

  test('BCC and REDIRECT of access tables', () => {
    const place = { at: [] };
    expect(told('', { bcc: [{ value: 'c', ...place }] })).toBe(
      'ann@example.net > bob@example.org, c@example.com',
    );
    expect(told('', { redirect: { value: 'c', ...place } })).toBe('ann@example.net > c@example.com');
  });

  test('a table that cannot be read', () => {
    const main = 'virtual_alias_maps = mysql:/etc/postfix/aliases.cf';
    const found = ways(main).map(({ queued }) => (queued.kind === 'queued' ? queued.recipients : []));
    expect(found).toEqual([
      [{ address: 'bob@example.org', original: 'bob@example.org' }],
      [{ address: 'bob@example.org', original: 'bob@example.org', knownBy: 'mysql:/etc/postfix/aliases.cf' }],
    ]);
  });

  test('the steps', () => {
    const files = { virtual: 'bob@example.org carol, dave@example.net\n' };
    const [first] = ways('virtual_alias_maps = hash:/etc/postfix/virtual', { files });
    expect(first?.steps).toMatchObject([
      {
        program: 'cleanup',
        what: 'virtual_alias_maps has an entry for bob@example.org.',
        before: 'bob@example.org',
        after: 'carol@example.com, dave@example.net',
        recipient: 'bob@example.org',
        at: [{ uri: 'file:///etc/postfix/virtual', start: 0 }, { uri: 'file:///etc/postfix/main.cf' }],
      },
    ]);
  });
});

describe('content', () => {
  const check = (lines: string, headers: readonly string[], options: Options = {}): Queued | undefined => {
    const main = 'header_checks = pcre:/etc/postfix/checks\nbody_checks = pcre:/etc/postfix/body';
    const files = { checks: lines, body: '/^buy/ REJECT no sales\n' };
    return ways(main, { files, headers, ...options })[0]?.queued;
  };
  const headers = ['Subject: sale', 'X-Spam: yes'];

  test.each([
    ['/^Subject: sale/ REJECT', '550 5.7.1 message content rejected'],
    ['/^Subject: (.*)/ REJECT no $1', '550 5.7.1 no sale'],
    ['/^Subject:/ REJECT 4.7.0 later', '451 4.7.0 later'],
    ['/^Subject:/ DISCARD', 'discarded'],
    ['/^Subject:/ REDIRECT c@example.com', 'ann@example.net > c@example.com'],
    ['/^Subject:/ BCC c@example.com', 'ann@example.net > bob@example.org, c@example.com'],
    ['/^Subject:/ WARN', 'ann@example.net > bob@example.org'],
    ['/^Subject:/ PASS\n/^X-Spam:/ REJECT', 'ann@example.net > bob@example.org'],
    ['/^Received:/ REJECT', '550 5.7.1 message content rejected'],
    ['if /^X-/\n/yes/ REJECT spam\nendif', '550 5.7.1 spam'],
  ])('%s', (lines, expected) => {
    const queued = check(`${lines}\n`, headers);
    expect(queued && words(queued)).toBe(expected);
  });

  test('headers that change', () => {
    const of = (lines: string): unknown => {
      const queued = check(lines, headers);
      return queued?.kind === 'queued' ? queued.headers : queued;
    };
    expect(of('/^X-Spam:/ IGNORE\n')).toEqual(['Subject: sale']);
    expect(of('/^X-Spam:/ REPLACE X-Other: 1\n')).toEqual(['Subject: sale', 'X-Other: 1']);
    expect(of('/^Subject:/ PREPEND X-Seen: 1\n')).toEqual(['X-Seen: 1', ...headers]);
    expect(of('/^Subject:/ PREPEND nonsense\n')).toEqual(headers);
  });

  test('FILTER and HOLD', () => {
    const queued = check('/^Subject:/ FILTER smtp:[127.0.0.1]:10025\n/^X-Spam:/ HOLD\n', headers);
    expect(queued).toMatchObject({
      filter: { value: 'smtp:[127.0.0.1]:10025', at: [{ uri: 'file:///etc/postfix/checks' }, {}] },
      hold: {},
    });
  });

  test('the body', () => {
    const queued = check('/^nothing/ REJECT\n', [...headers, '', 'buy now']);
    expect(queued && words(queued)).toBe('550 5.7.1 no sales');
    const skipped = check('/^Subject/ REJECT\n', headers, { without: new Set(['header-body-checks']) });
    expect(skipped?.kind).toBe('queued');
  });

  test('mail from a local program is returned, or stays in the maildrop queue', () => {
    const rejected = check('/^Subject:/ REJECT no\n', headers, { program: 'pickup' });
    expect(rejected && words(rejected)).toBe('bounced 5.7.1 no');
    const later = check('/^Subject:/ REJECT 4.7.1 no\n', headers, { program: 'pickup' });
    expect(later && words(later)).toBe('deferred 4.7.1 no');
  });

  test('with soft_bounce, smtpd asks the client to try again, and a local program keeps the mail', () => {
    const rejects = { checks: '/^Subject:/ REJECT no\n' };
    const main = 'header_checks = pcre:/etc/postfix/checks\nsoft_bounce = yes';
    const queued = (program: string) => ways(main, { files: rejects, headers, program })[0]?.queued;
    expect(queued('smtpd')).toMatchObject({ reply: { code: 450, enhanced: '4.7.1', text: 'no' } });
    expect(queued('pickup')).toEqual({ kind: 'deferred', reason: '5.7.1 no' });
  });

  test('too many hops', () => {
    const received = Array.from({ length: 49 }, () => 'Received: from a by b');
    expect(told('', { headers: received })).toBe('554 5.4.0 Error: too many hops');
    expect(told('', { headers: received.slice(1) })).toBe('ann@example.net > bob@example.org');
  });

  test('Milters of mail from local programs', () => {
    const ends = ways('non_smtpd_milters = inet:localhost:8891', { program: 'pickup' }).map(({ queued }) =>
      words(queued),
    );
    expect(ends).toEqual([
      'ann@example.net > bob@example.org',
      'bounced 5.7.1 Command rejected',
      'deferred 4.7.1 Service unavailable - try again later',
      'discarded',
      'deferred 4.7.1 Service unavailable - try again later',
    ]);
    expect(ways('non_smtpd_milters = inet:localhost:8891')).toHaveLength(1);
  });
});
