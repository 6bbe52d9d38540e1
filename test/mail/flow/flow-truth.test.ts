// Every arrow of the picture is checked against main.cf and master.cf with a reader of its own, which knows neither the
// model of the mail flow nor how it is drawn. What is checked is the output of `postfix-lint flow`.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { FlowFormat } from '../../../server/src/cli/arguments.ts';
import { flow } from '../../../server/src/cli/flow.ts';
import { completed } from '../../scenarios/configuration.ts';
import { readScenario } from '../../scenarios/page.ts';
import { realConfigurations } from '../../scenarios/real.ts';
import { scenarios } from '../../scenarios/scenarios.ts';
import { SimpleConfiguration, type SimpleService } from './reader.ts';

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
  readonly at: readonly Place[];
}

interface Printed {
  readonly nodes: readonly { readonly id: string; readonly label: string; readonly missing?: true }[];
  readonly edges: readonly Arrow[];
}

const temporary = mkdtempSync(join(tmpdir(), 'postfix-flow-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

async function printed(directory: string, format: FlowFormat): Promise<string> {
  let text = '';
  const status = await flow({ kind: 'flow', format, target: { version: '3.7' }, path: directory }, '3.7', {
    machine: { hostname: 'host.example', defaults: new Map([['mail_spool_directory', '/var/mail']]) },
    stdout: { write: (part: string | Uint8Array) => (text += String(part)) },
    stderr: { write: () => undefined },
    color: false,
    stdin: async () => new Uint8Array(),
  });
  expect(status).toBe(0);
  return text;
}

/** What is wrong with the arrows of a configuration. */
async function problemsOf(directory: string): Promise<string[]> {
  const { nodes, edges } = JSON.parse(await printed(directory, 'json')) as Printed;
  const configuration = new SimpleConfiguration(directory);
  const judge = new Judge(configuration, nodes);
  const wrong = edges.filter((edge) => !judge.isTrue(edge));
  const missing = expectedArrows(configuration).filter(
    ([from, to]) => !edges.some((edge) => edge.from === from && edge.to === to),
  );
  const drawn = await arrowsIn(directory);
  const listed = edges.map(({ from, to }) => `${from} → ${to}`);
  return [
    ...wrong.map(({ from, to, labels }) => `wrong: ${from} → ${to} (${labels.join(', ')})`),
    ...missing.map(([from, to]) => `missing: ${from} → ${to}`),
    ...drawn.filter((arrow) => !listed.includes(arrow)).map((arrow) => `only drawn: ${arrow}`),
    ...listed.filter((arrow) => !drawn.includes(arrow)).map((arrow) => `not drawn: ${arrow}`),
  ];
}

async function arrowsIn(directory: string): Promise<string[]> {
  const svg = await printed(directory, 'svg');
  const arrows = svg.matchAll(/<g class="edge \w+" data-from="([^"]*)" data-to="([^"]*)">/g);
  const text = (escaped: string) =>
    escaped
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&');
  return [...arrows].map(([, from = '', to = '']) => `${text(from)} → ${text(to)}`);
}

/** Decides whether an arrow is true. */
class Judge {
  constructor(
    private readonly configuration: SimpleConfiguration,
    private readonly nodes: Printed['nodes'],
  ) {}

  isTrue(arrow: Arrow): boolean {
    const { from, to, labels } = arrow;
    const [start, end] = [this.service(from), this.service(to)];
    if (from === 'clients:network') return end !== undefined && receives(end) && !this.isLocal(end);
    if (from === 'clients:host')
      return end !== undefined && (end.program === 'pickup' || (receives(end) && this.isLocal(end)));
    if (from === 'queue') return labels.length > 0 && labels.every((label) => this.leavesQueue(label, arrow));
    if (from.startsWith('filter:')) return end !== undefined && this.isReturn(end);
    if (start === undefined) return false;
    switch (start.program) {
      case 'postscreen':
        return to === `service:${this.value('smtpd_service_name', start)}/pass`;
      case 'smtpd':
      case 'pickup':
      case 'qmqpd':
        return this.leavesEntrance(start, to);
      case 'cleanup':
        return to === 'queue';
      case 'smtp':
      case 'lmtp':
        return to.startsWith('filter:') ? this.isFilter(start, to) : this.isNextHop(start, to, arrow);
      case 'local':
        return this.leavesLocal(start, arrow);
      case 'virtual':
        return (
          to === `mailbox:${start.name}` && this.labelOf(to).startsWith(this.value('virtual_mailbox_base'))
        );
      case 'pipe':
        return (
          argumentOf(start, 'argv').endsWith(to.replace(/^\w+:/, '')) || this.labelOf(to) === command(start)
        );
      case 'error':
        return end?.program === 'bounce';
      default:
        return false;
    }
  }

  private service(id: string): SimpleService | undefined {
    const [, name, type] = /^service:(.*)\/(\S+)$/s.exec(id) ?? [];
    return name === undefined || type === undefined ? undefined : this.configuration.service(name, type);
  }

  private value(name: string, service?: SimpleService): string {
    return this.configuration.value(name, service);
  }

  private labelOf(id: string): string {
    return this.nodes.find((node) => node.id === id)?.label ?? '';
  }

  private isLocal({ name }: SimpleService): boolean {
    const host = /^\[?([^\]]*?)\]?:[^:]*$/.exec(name)?.[1] ?? '';
    const interfaces = host === '' ? this.value('inet_interfaces') : host;
    return interfaces.split(/[\s,]+/).every((each) => /^(127\.|localhost$|loopback-only$|\[?::1)/.test(each));
  }

  /** A port for programs on this host, or the queue of the sendmail command; and the mail goes to no filter again. */
  private isReturn(end: SimpleService): boolean {
    const filters = this.configuration
      .running('smtpd', 'pickup', 'qmqpd')
      .flatMap((each) => [this.value('content_filter', each), this.value('smtpd_proxy_filter', each)])
      .concat(this.isFilterAction() ? ['FILTER'] : [])
      .filter((value) => value !== '');
    const own = [this.value('content_filter', end), this.value('smtpd_proxy_filter', end)];
    const isPlace = end.program === 'pickup' || (end.program === 'smtpd' && this.isLocal(end));
    return isPlace && filters.some((filter) => !own.includes(filter));
  }

  private isFilterAction(): boolean {
    return this.nodes.some(({ id }) => id.startsWith('filter:'));
  }

  private leavesEntrance(start: SimpleService, to: string): boolean {
    const proxy = start.program === 'smtpd' ? this.value('smtpd_proxy_filter', start) : '';
    if (proxy !== '') return to === `filter:${plain(proxy)}`;
    return to === `service:${this.value('cleanup_service_name', start)}/unix`;
  }

  private leavesQueue(label: string, { to, at }: Arrow): boolean {
    const name = /^service:(.*)\/\w+$/s.exec(to)?.[1] ?? '';
    const isTransport = (parameter: string): boolean => transportOf(this.value(parameter)) === name;
    switch (label) {
      case 'mydestination':
        return this.value('mydestination') !== '' && isTransport('local_transport');
      case 'virtual_mailbox_domains':
        return this.value('virtual_mailbox_domains') !== '' && isTransport('virtual_transport');
      case 'relay_domains':
        return this.value('relay_domains') !== '' && isTransport('relay_transport');
      case 'other domains':
        return isTransport('default_transport');
      case 'undeliverable':
        return name === this.value('bounce_service_name') && this.service(to)?.program === 'bounce';
      case 'content_filter':
        return this.configuration
          .running('smtpd', 'pickup', 'qmqpd')
          .some((service) => transportOf(this.value('content_filter', service)) === name);
      case 'FILTER':
        return at.some((place) => this.textAt(place).startsWith(`${name}:`));
      case 'sender_dependent_relayhost_maps':
        if (!to.startsWith('table:')) return isTransport('default_transport');
        break;
    }
    if (to.startsWith('table:')) return this.hasUnreadable(label);
    const classes = ['local_transport', 'virtual_transport', 'relay_transport', 'default_transport'];
    return at.some((place) => {
      const text = this.textAt(place);
      if (text.startsWith(':')) return classes.some(isTransport);
      return transportOf(text.split(/[\s}]/)[0] ?? '') === name;
    });
  }

  private textAt({ file, line, column }: Place): string {
    return this.configuration.line(resolve(file), line).slice(column - 1);
  }

  /** Whether a parameter names a table whose source is not a readable file of this configuration. */
  private hasUnreadable(parameter: string): boolean {
    const text = this.value(parameter);
    const { directory } = this.configuration;
    return text.split(/[\s,]+/).some((word) => {
      const path = /^(?:proxy:)?(?:hash|btree|lmdb|cdb|dbm|texthash|regexp|pcre|cidr):(\/.*)$/.exec(
        word,
      )?.[1];
      if (path === undefined) return /^\w+:/.test(word);
      return !existsSync(path.replace('/etc/postfix', directory).replace(/^\/etc(?=\/)/, dirname(directory)));
    });
  }

  /** Whether a value or a table has this next hop, with this transport if it names one. */
  private isNextHop(start: SimpleService, to: string, { at }: Arrow): boolean {
    const ownPort = this.service(to);
    const wanted = /^hop:(.*)$/s.exec(to)?.[1];
    const values = [
      ...['local_transport', 'virtual_transport', 'mailbox_transport', 'fallback_transport'].map((name) =>
        this.value(name),
      ),
      ...this.configuration
        .running('smtpd', 'pickup', 'qmqpd')
        .map((service) => this.value('content_filter', service)),
      ...['relay_transport', 'default_transport'].map((name) =>
        withRelayhost(this.value(name), this.value('relayhost')),
      ),
      ...at.map((place) => this.textAt(place)),
    ];
    const hops = values.flatMap((value) => {
      const [, transport, hop = ''] = /^([^:\s]*)(?::(.*))?$/s.exec(value.trim()) ?? [];
      return transport === start.name || transport === '' ? [hop.split(/[\s}]/)[0] ?? ''] : [];
    });
    hops.push(this.value('smtp_fallback_relay', start));
    // A table may have only the next hop, without a transport.
    hops.push(
      ...at.map((place) =>
        this.textAt(place)
          .trim()
          .replace(/\s*\}.*$/s, ''),
      ),
    );
    if (to.startsWith('hops:')) return new Set(hops).size > 1;
    if (ownPort !== undefined)
      return hops.some((hop) => hop.replace(/^.*:/, '') === ownPort.name.replace(/^.*:/, '') && hop !== '');
    if (wanted === 'mx' || wanted === 'lmtp') return hops.includes('');
    return hops.includes(wanted ?? '') && wanted !== '';
  }

  private isFilter(start: SimpleService, to: string): boolean {
    const hop = to.slice('filter:'.length);
    const isIn = (value: string): boolean =>
      transportOf(value) === start.name && plain(value.slice(value.indexOf(':') + 1)) === hop;
    return (
      this.configuration
        .running('smtpd', 'pickup', 'qmqpd')
        .some((service) => isIn(this.value('content_filter', service))) || this.isFilterAction()
    );
  }

  private leavesLocal(start: SimpleService, { to, labels, at }: Arrow): boolean {
    const all = this.value('mailbox_transport', start);
    if (to === `mailbox:${start.name}`) {
      const [commandLine, home] = [this.value('mailbox_command', start), this.value('home_mailbox', start)];
      const expected =
        commandLine !== ''
          ? basename(commandLine.split(' ')[0] ?? '')
          : home !== ''
            ? `~/${home}`
            : `${this.value('mail_spool_directory', start).replace(/\/$/, '')}/USER`;
      return all === '' && this.labelOf(to) === expected;
    }
    const name = /^service:(.*)\/\w+$/s.exec(to)?.[1];
    if (labels.length === 0) return false;
    return labels.every((label) =>
      label.endsWith('_maps')
        ? to.startsWith('table:')
          ? this.hasUnreadable(label)
          : at.some((place) => transportOf(this.textAt(place)) === name)
        : transportOf(this.value(label, start)) === name,
    );
  }
}

function receives({ program, type }: SimpleService): boolean {
  return type === 'inet' && ['smtpd', 'postscreen', 'qmqpd'].includes(program);
}

function transportOf(value: string): string {
  return value.split(':')[0]?.trim() ?? '';
}

function withRelayhost(transport: string, relayhost: string): string {
  return /^[^:]*:?$/.test(transport) ? `${transport.replace(':', '')}:${relayhost}` : transport;
}

/** `[127.0.0.1]:10024` and `inet:127.0.0.1:10024` are the same address. */
function plain(address: string): string {
  return address.replace(/^inet:/, '').replace(/^\[([^\]:]+)\]/, '$1');
}

function argumentOf({ words }: SimpleService, name: string): string {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

function command(service: SimpleService): string {
  return basename(argumentOf(service, 'argv'));
}

/** Arrows that a picture must have. */
function expectedArrows(configuration: SimpleConfiguration): (readonly [from: string, to: string])[] {
  const arrows: (readonly [string, string])[] = [];
  for (const service of configuration.running('smtpd', 'pickup', 'qmqpd')) {
    const isEntrance = service.type === 'inet' || service.program === 'pickup';
    if (
      !isEntrance ||
      (service.program === 'smtpd' && configuration.value('smtpd_proxy_filter', service) !== '')
    )
      continue;
    const cleanup = configuration.value('cleanup_service_name', service);
    arrows.push([`service:${service.name}/${service.type}`, `service:${cleanup}/unix`]);
  }
  if (!configuration.services.some(({ program }) => program === 'cleanup') || arrows.length === 0)
    return arrows;
  const classes = [
    ['mydestination', 'local_transport'],
    ['virtual_mailbox_domains', 'virtual_transport'],
    ['default_transport', 'default_transport'],
  ] as const;
  for (const [domains, transport] of classes) {
    const name = transportOf(configuration.value(transport));
    const service = configuration.service(name, 'unix', 'fifo');
    if (configuration.value(domains) !== '' && service !== undefined)
      arrows.push(['queue', `service:${name}/${service.type}`]);
  }
  return arrows;
}

const example = fileURLToPath(new URL('../../../examples/mail.example.com/etc/postfix', import.meta.url));

test('the example', async () => {
  expect(await problemsOf(example)).toEqual([]);
});

describe.each(scenarios)('scenario %s', (scenario) => {
  test.each(readScenario(scenario).examples.map((each, i) => [i + 1, each] as const))(
    'configuration %i',
    async (number, each) => {
      const directory = join(temporary, `${scenario}-${number}`, 'postfix');
      writeAll(directory, completed(each).files);
      expect(await problemsOf(directory)).toEqual([]);
    },
  );
});

const real = [...realConfigurations()].slice(0, 40);

test('there are enough real configurations', () => {
  // Without a corpus, the configurations of the fixtures take its place.
  expect(real.length).toBeGreaterThanOrEqual(3);
});

test.each(real)('the real configuration %s', async (name, files) => {
  const directory = join(temporary, 'real', name, 'postfix');
  writeAll(directory, files);
  expect(await problemsOf(directory)).toEqual([]);
});

describe('a wrong arrow is found', () => {
  const judge = new Judge(new SimpleConfiguration(example), []);
  const arrow = (from: string, to: string, ...labels: string[]): Arrow => ({ from, to, labels, at: [] });

  test.each([
    arrow('clients:network', 'service:pickup/unix'),
    arrow('clients:host', 'service:smtp/inet'),
    arrow('service:smtp/inet', 'queue'),
    arrow('service:smtp/inet', 'filter:127.0.0.1:10024'),
    arrow('service:cleanup/unix', 'service:local/unix'),
    arrow('queue', 'service:local/unix'),
    arrow('queue', 'service:virtual/unix', 'mydestination'),
    arrow('queue', 'service:virtual/unix', 'virtual_mailbox_domains'),
    arrow('queue', 'service:slow/unix', 'other domains'),
    arrow('queue', 'service:slow/unix', 'transport_maps'),
    arrow('queue', 'table:transport_maps', 'transport_maps'),
    arrow('queue', 'service:smtp/unix', 'content_filter'),
    arrow('service:smtp/unix', 'hop:[192.0.2.99]'),
    arrow('service:local/unix', 'mailbox:virtual'),
    arrow('filter:127.0.0.1:10024', 'service:pickup/unix'),
  ])('$from → $to $labels', (each) => {
    expect(judge.isTrue(each)).toBe(false);
  });
});

function writeAll(directory: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
