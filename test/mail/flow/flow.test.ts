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

  /** The arrows from filters. */
  const returns = (flow: Flow) => arrows(flow).filter((arrow) => arrow.startsWith('filter:'));
  const scan = 'content_filter = scan:[127.0.0.1]:10024\n';
  const local = (port: string, ...options: string[]) =>
    [`${port} inet n - n - - smtpd`, ...options.map((option) => `  -o ${option}`), ''].join('\n');

  test('a port whose mail goes to the same filter does not take mail back from it', () => {
    const flow = flowOf(scan, `scan unix - - n - 2 smtp\n${local('127.0.0.1:10025')}`);
    expect(returns(flow)).toEqual([]);
    expect(arrows(flow)).toContain('clients:host --> 127.0.0.1:10025/inet');
  });

  test('without the port after its own, each local port may take mail back', () => {
    const ports = ['127.0.0.1:10030', '[::1]:10031', '127.0.0.1:1025', '127.0.0.1:1024', '127.0.0.1:587'];
    // Other hosts can connect to this one.
    const master = [...ports, '10040'].map((port) => local(port, 'content_filter=')).join('');
    expect(returns(flowOf(scan, `scan unix - - n - 2 smtp\n${master}`))).toEqual([
      'filter:127.0.0.1:10024 ~~> 127.0.0.1:10030/inet',
      'filter:127.0.0.1:10024 ~~> [::1]:10031/inet',
      'filter:127.0.0.1:10024 ~~> 127.0.0.1:1025/inet',
    ]);
  });

  test('a filter before the queue returns mail to a port without it', () => {
    const flow = flowOf(
      'smtpd_proxy_filter = 127.0.0.1:10024\n',
      local('127.0.0.1:10025') + local('127.0.0.1:10026', 'smtpd_proxy_filter='),
    );
    expect(returns(flow)).toEqual(['filter:127.0.0.1:10024 ~~> 127.0.0.1:10026/inet']);
  });

  test('a command cannot return mail through a pickup that sends it to the command again', () => {
    const spam = 'spam unix - n n - - pipe user=filter argv=/usr/local/bin/scan\n';
    const master = spam + local('127.0.0.1:10026', 'content_filter=');
    const explained = (flow: Flow) =>
      flow.edges.find(({ from }) => from === 'filter:scan')?.explanation.split('.')[0];
    const again = flowOf('content_filter = spam\n', master);
    expect(returns(again)).toEqual(['filter:scan ~~> 127.0.0.1:10026/inet']);
    expect(explained(again)).toBe('The settings of the filter name this port');
    const once = flowOf(
      'content_filter = spam\n',
      `${master}pickup unix n - n 60 1 pickup -o content_filter=\n`,
    );
    expect(returns(once)).toEqual(['filter:scan ~~> pickup/unix']);
    expect(explained(once)).toBe('A filter that is a command usually returns mail with the sendmail command');
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

describe('cleanup', () => {
  test('is the service that the settings name', () => {
    const flow = flowOf(
      '',
      'smtp inet n - n - - smtpd -o cleanup_service_name=inner\ninner unix n - n - 0 cleanup -o always_bcc=a@example.com\n',
    );
    expect(arrows(flow)).toEqual(
      expect.arrayContaining([
        'smtp/inet --> inner/unix',
        'inner/unix --> queue',
        'pickup/unix --> cleanup/unix',
      ]),
    );
    expect(lines(flow, 'service:inner/unix')).toEqual(['always_bcc: a@example.com']);
    expect(lines(flow, 'service:cleanup/unix')).toEqual([]);
  });

  test('may be missing', () => {
    const flow = flowOf('cleanup_service_name = absent\n');
    expect(arrows(flow)).toContain('smtp/inet --> absent/unix');
    expect(node(flow, 'service:absent/unix')).toMatchObject({
      label: 'absent',
      note: 'not in master.cf',
      missing: true,
      lines: [],
    });
    expect(arrows(flow).join('\n')).not.toContain('absent/unix -');
  });

  test('checks other headers with header_checks, unless a setting says otherwise', () => {
    const of = (main: string) => lines(flowOf(main), 'service:cleanup/unix');
    expect(of('header_checks = regexp:/etc/postfix/h\n')).toEqual(['header_checks: h']);
    expect(
      of(
        'header_checks = regexp:/etc/postfix/h\nnested_header_checks = regexp:/etc/postfix/n, pcre:/etc/postfix/p\n',
      ),
    ).toEqual(['header_checks: h', 'nested_header_checks: n +1']);
    expect(of('header_checks = regexp:/etc/postfix/h\nmime_header_checks =\n')).toEqual(['header_checks: h']);
  });

  test('is told what not to do', () => {
    const explanation = (main: string) =>
      flowOf(main).edges.find(({ to }) => to === 'service:cleanup/unix')?.explanation;
    expect(explanation('')).toBe('Accepted mail goes to cleanup.');
    expect(explanation('receive_override_options = no_address_mappings\n')).toBe(
      'Accepted mail goes to cleanup. receive_override_options: no_address_mappings.',
    );
  });
});

test('the queue manager may be missing', () => {
  expect(node(flowOf(''), 'queue')).toMatchObject({ note: 'qmgr', service: 'qmgr' });
  expect(node(flowOf(''), 'queue')).not.toHaveProperty('missing');
  expect(node(flowOf('queue_service_name = other\n'), 'queue')).toMatchObject({
    note: 'not in master.cf',
    service: 'other',
    missing: true,
  });
});

test('trivial-rewrite reads the settings for routing', () => {
  const master = 'rewrite unix - - n - - trivial-rewrite -o relocated_maps=hash:/etc/postfix/moved\n';
  expect(lines(flowOf('', master), 'queue')).toEqual(['relocated_maps: moved']);
  const named = `${master}inner unix - - n - - trivial-rewrite\n`;
  expect(lines(flowOf('rewrite_service_name = inner\n', named), 'queue')).toEqual([]);
});

test('of two services with the same name and type, master(8) uses the last one', () => {
  const flow = flowOf('mydestination =\n', 'smtp unix - - n - - lmtp\n');
  expect(arrows(flow)).toContain('smtp/unix --> hop:lmtp');
  expect(flow.notes).toEqual([]);
});

describe('the results of tables', () => {
  const routes = (main: string, tables: Record<string, string> = {}) =>
    arrows(flowOf(`mydestination =\ntransport_maps = ${main}\n`, '', tables)).filter((arrow) =>
      /hop:\[|table:/.test(arrow),
    );

  test.each(['static:smtp:[192.0.2.1]', 'static:{ smtp:[192.0.2.1] }'])(
    '%s has one result for all keys',
    (table) => {
      expect(routes(table)).toEqual(['smtp/unix -all-> hop:[192.0.2.1]']);
    },
  );

  test('are counted over all tables, and a single one has its key', () => {
    const tables = {
      r: '/x/ smtp:[192.0.2.1]\n/(y)/ smtp:[$1]\n/z/ relay:[192.0.2.2]\nif /a/\nendif\n',
      t: 'b.example smtp:[192.0.2.1]\nc.example relay:[192.0.2.3]\n',
    };
    const main =
      'regexp:/etc/postfix/r, proxy:hash:/etc/postfix/t, inline:{ {a.example = smtp:[192.0.2.1]} }';
    expect(routes(main, tables)).toEqual([
      'smtp/unix -3 entries-> hop:[192.0.2.1]',
      'smtp/unix -/(y)/-> hop:[$1]',
      'relay/unix -/z/-> hop:[192.0.2.2]',
      'relay/unix -c.example-> hop:[192.0.2.3]',
    ]);
  });

  test('have places in the files', () => {
    const main = 'transport_maps = inline:{ {a.example = smtp:[192.0.2.1]} } hash:/etc/postfix/t\n';
    const t = 'b.example  relay:[192.0.2.2]\n';
    const flow = mailFlow(mailSystem({ 'main.cf': main, 'master.cf': services, t }));
    const places = flow.edges
      .filter(({ to }) => to.startsWith('hop:['))
      .map(({ at }) =>
        at.map(({ uri, start, end }) => (uri.endsWith('main.cf') ? main : t).slice(start, end)),
      );
    expect(places).toEqual([
      expect.arrayContaining(['smtp:[192.0.2.1]']),
      expect.arrayContaining(['relay:[192.0.2.2]']),
    ]);
  });

  test.each([
    'mysql:/etc/postfix/t.cf',
    'hash:/etc/postfix/absent',
    'unionmap:{static:smtp:[192.0.2.1], static:relay:}',
  ])('of %s are not known', (table) => {
    expect(routes(table)).toEqual(['queue ~transport_maps~> table:transport_maps']);
  });
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
  const withoutPorts = mailFlow(
    mailSystem({
      'main.cf': '',
      'master.cf': 'cleanup unix n - n - 0 cleanup -o always_bcc=a@example.com\n',
    }),
  );
  expect(arrows(withoutPorts)).toContain('smtp/inet --> cleanup/unix');
  expect(lines(withoutPorts, 'service:cleanup/unix')).toEqual(['always_bcc: a@example.com']);
  expect(withoutPorts.notes).toEqual([
    'This master.cf has no service that delivers mail. The picture adds the services that come with Postfix.',
  ]);
});

test('no files', () => {
  expect(mailFlow(mailSystem({})).notes).toHaveLength(2);
});
