// The mail flow of small configurations: the arrows, as `from -label-> to`, with services by their names alone.
import { describe, expect, test } from 'vitest';
import { mailFlow } from '../../../server/src/mail/flow/flow.ts';
import type { Flow, FlowNode } from '../../../server/src/mail/flow/model.ts';
import { type Files, mailSystem } from '../support.ts';

const services = `smtp inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
error unix - - n - - error
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
local unix - n n - - local
virtual unix - n n - - virtual
`;

function flowOf(main: string, master = '', tables: Record<string, string> = {}): Flow {
  const files: Files = {
    'main.cf': `compatibility_level = 3.6\n${main}`,
    'master.cf': services + master,
    ...tables,
  };
  return mailFlow(mailSystem(files));
}

function arrows({ edges }: Flow): string[] {
  return edges.map(({ from, to, labels, certainty }) => {
    const line = certainty === 'certain' ? '-' : '~';
    return `${from} ${line}${labels.join(',')}${line}> ${to}`.replaceAll('service:', '');
  });
}

function node(flow: Flow, id: string): FlowNode {
  const found = flow.nodes.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no node ${id} among ${flow.nodes.map((n) => n.id).join(', ')}`);
  return found;
}

function lines(flow: Flow, id: string): string[] {
  return node(flow, id).lines.map(({ text, tone }) => (tone === undefined ? text : `${text} (${tone})`));
}

describe('the usual services', () => {
  const flow = flowOf('mydestination = example.com\nrelay_domains =\n');

  test('mail enters through the port and pickup, and leaves for mailboxes and other servers', () => {
    expect(arrows(flow)).toEqual([
      'clients:network --> smtp/inet',
      'cleanup/unix --> queue',
      'smtp/inet --> cleanup/unix',
      'clients:host --> pickup/unix',
      'pickup/unix --> cleanup/unix',
      'queue -mydestination-> local/unix',
      'local/unix --> mailbox:local',
      'queue -other domains-> smtp/unix',
      'smtp/unix --> hop:mx',
      'queue ~undeliverable~> bounce/unix',
    ]);
  });

  test('a port shows who can relay', () => {
    expect(lines(flow, 'service:smtp/inet')).toEqual([
      'strangers: cannot relay (good)',
      'mynetworks: can relay (good)',
    ]);
    expect(node(flow, 'service:smtp/inet').note).toBe('port 25 · smtpd');
  });

  test('an open relay is bad', () => {
    const open = flowOf(
      'mynetworks = 0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n',
    );
    expect(lines(open, 'service:smtp/inet')[0]).toBe('strangers: can relay (bad)');
  });
});

describe('routing', () => {
  test('relayhost is the next hop of relay_domains and of all other domains', () => {
    const flow = flowOf('mydestination =\nrelay_domains = example.net\nrelayhost = [192.0.2.1]:587\n');
    expect(arrows(flow)).toEqual(
      expect.arrayContaining([
        'queue -relay_domains-> relay/unix',
        'relay/unix --> hop:[192.0.2.1]:587',
        'queue -other domains-> smtp/unix',
        'smtp/unix --> hop:[192.0.2.1]:587',
      ]),
    );
    expect(arrows(flow).join('\n')).not.toContain('local');
  });

  test('each result of transport_maps is one arrow', () => {
    const transport = `example.net smtp:[192.0.2.25]
.example.net smtp:[192.0.2.25]
example.org lmtp:unix:private/dovecot-lmtp
example.edu absent:
`;
    const main = 'mydestination = example.com\ntransport_maps = hash:/etc/postfix/transport\n';
    const flow = flowOf(main, '', { transport });
    expect(arrows(flow)).toEqual(
      expect.arrayContaining([
        'queue -other domains,transport_maps-> smtp/unix',
        'smtp/unix -2 entries-> hop:[192.0.2.25]',
        'queue -transport_maps-> lmtp/unix',
        'lmtp/unix -example.org-> hop:unix:private/dovecot-lmtp',
        'queue -transport_maps-> absent/unix',
      ]),
    );
    expect(node(flow, 'service:absent/unix').missing).toBe(true);
  });

  test('a table that cannot be read may name any transport', () => {
    const flow = flowOf('transport_maps = mysql:/etc/postfix/transport.cf\n');
    expect(arrows(flow)).toContain('queue ~transport_maps~> table:transport_maps');
  });

  test('a result without a transport keeps the transport of the domain', () => {
    const flow = flowOf(
      'relay_domains = example.net\ntransport_maps = inline:{ {example.net = :[192.0.2.7]} {example.org = :} }\n',
    );
    expect(arrows(flow)).toContain('relay/unix -example.net-> hop:[192.0.2.7]');
  });

  test('further next hops are one node', () => {
    const transport = Array.from({ length: 30 }, (_, i) => `d${i}.example smtp:[192.0.2.${i}]`).join('\n');
    const flow = flowOf('transport_maps = hash:/etc/postfix/transport\n', '', { transport });
    expect(flow.nodes.filter(({ id }) => id.startsWith('hop:'))).toHaveLength(8);
    expect(node(flow, 'hops:smtp').label).toBe('more next hops');
  });

  test('mailbox_transport takes the mail of local users', () => {
    const flow = flowOf('mydestination = example.com\nmailbox_transport = lmtp:unix:private/dovecot-lmtp\n');
    expect(arrows(flow)).toContain('local/unix -mailbox_transport-> lmtp/unix');
    expect(flow.nodes.map(({ id }) => id)).not.toContain('mailbox:local');
  });

  test('error returns mail', () => {
    const flow = flowOf('mydestination =\ndefault_transport = error:no mail from here\n');
    expect(arrows(flow)).toContain('error/unix --> bounce/unix');
  });
});

describe('filters', () => {
  test('a content filter returns mail to the port after its own', () => {
    const flow = flowOf(
      'mydestination = example.com\ncontent_filter = scan:[127.0.0.1]:10024\n',
      `scan unix - - n - 2 smtp
127.0.0.1:10025 inet n - n - - smtpd
  -o content_filter=
127.0.0.1:10027 inet n - n - - smtpd
  -o content_filter=
`,
    );
    expect(arrows(flow)).toEqual(
      expect.arrayContaining([
        'queue -content_filter-> scan/unix',
        'scan/unix --> filter:127.0.0.1:10024',
        'filter:127.0.0.1:10024 ~~> 127.0.0.1:10025/inet',
        '127.0.0.1:10025/inet --> cleanup/unix',
        'clients:host --> 127.0.0.1:10027/inet',
      ]),
    );
  });

  test('a command returns mail through pickup', () => {
    const flow = flowOf(
      '',
      `465 inet n - n - - smtpd
  -o content_filter=spam
spam unix - n n - - pipe user=filter argv=/usr/local/bin/scan -f \${sender}
`,
    );
    expect(arrows(flow)).toEqual(
      expect.arrayContaining([
        'queue -content_filter-> spam/unix',
        'spam/unix --> filter:scan',
        'filter:scan ~~> pickup/unix',
      ]),
    );
  });

  test('a filter before the queue', () => {
    const flow = flowOf(
      'mydestination = example.com\n',
      `25 inet n - n - - smtpd
  -o smtpd_proxy_filter=127.0.0.1:10024
127.0.0.1:10025 inet n - n - - smtpd
`,
    );
    expect(arrows(flow)).toEqual(
      expect.arrayContaining([
        '25/inet -smtpd_proxy_filter-> filter:127.0.0.1:10024',
        'filter:127.0.0.1:10024 ~~> 127.0.0.1:10025/inet',
      ]),
    );
    expect(arrows(flow)).not.toContain('25/inet --> cleanup/unix');
  });

  test('FILTER in a table', () => {
    const checks = '/^X-Scan/ FILTER scan:[127.0.0.1]:10024\n';
    const flow = flowOf('header_checks = regexp:/etc/postfix/checks\n', 'scan unix - - n - - smtp\n', {
      checks,
    });
    expect(arrows(flow)).toContain('queue ~FILTER~> scan/unix');
  });
});

test('postscreen hands connections to the smtpd of type pass', () => {
  const flow = mailFlow(
    mailSystem({
      'main.cf': 'mydestination = example.com\n',
      'master.cf': `${services.replace('smtp inet n - n - - smtpd', 'smtp inet n - n - 1 postscreen')}
smtpd pass - - n - - smtpd
`,
    }),
  );
  expect(arrows(flow)).toEqual(
    expect.arrayContaining([
      'clients:network --> smtp/inet',
      'smtp/inet --> smtpd/pass',
      'smtpd/pass --> cleanup/unix',
    ]),
  );
});

test('cleanup shows its tables, and each arrow its places', () => {
  const main = 'virtual_alias_maps = hash:/etc/postfix/virtual\nalways_bcc = archive@example.com\n';
  const flow = flowOf(main, 'inner unix n - n - 0 cleanup\n  -o always_bcc=\n');
  expect(lines(flow, 'service:cleanup/unix')).toEqual([
    'always_bcc: archive@example.com',
    'virtual_alias_maps: virtual',
  ]);
  for (const { at } of flow.edges) expect(at.length).toBeGreaterThan(0);
});

test('the queue shows what decides about the way', () => {
  const main = 'defer_transports = smtp, relay\ntransport_maps = proxy:hash:/etc/postfix/transport\n';
  expect(lines(flowOf(main), 'queue')).toEqual(['transport_maps: transport', 'defer_transports: smtp +1']);
});

test('without master.cf, the services that come with Postfix', () => {
  const flow = mailFlow(mailSystem('mydestination = example.com\n'));
  expect(arrows(flow)).toContain('smtp/inet --> cleanup/unix');
  expect(flow.notes).toEqual([
    'There is no master.cf. The picture shows the services that come with Postfix.',
  ]);
});

test('part of a master.cf', () => {
  const flow = mailFlow(mailSystem({ 'master.cf': '465 inet n - n - - smtpd\n' }));
  expect(flow.nodes.map(({ id }) => id)).not.toContain('service:smtp/inet');
  expect(flow.notes).toHaveLength(2);
});

test('no files', () => {
  expect(mailFlow(mailSystem({})).notes).toHaveLength(2);
});
