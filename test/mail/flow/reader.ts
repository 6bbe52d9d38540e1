// A second, much simpler reader of main.cf and master.cf, for tests that should not trust the first one.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SimpleService {
  readonly name: string;
  readonly type: string;
  readonly program: string;
  /** The words after the program. */
  readonly words: readonly string[];
  readonly overrides: ReadonlyMap<string, string>;
}

/** Defaults that decide about the ways of mail; all others are treated as empty. */
const defaults: Readonly<Record<string, string>> = {
  bounce_service_name: 'bounce',
  cleanup_service_name: 'cleanup',
  default_transport: 'smtp',
  inet_interfaces: 'all',
  local_transport: 'local:$myhostname',
  mail_spool_directory: '/var/mail',
  mydestination: '$myhostname, localhost.$mydomain, localhost',
  myhostname: 'host.example',
  mydomain: 'example',
  queue_service_name: 'qmgr',
  relay_transport: 'relay',
  smtp_fallback_relay: '$fallback_relay',
  smtpd_service_name: 'smtpd',
  virtual_alias_maps: '$virtual_maps',
  virtual_mailbox_domains: '$virtual_mailbox_maps',
  virtual_transport: 'virtual',
};

export class SimpleConfiguration {
  readonly services: readonly SimpleService[];
  private readonly settings: ReadonlyMap<string, string>;

  constructor(readonly directory: string) {
    this.settings = settingsIn(logicalLines(textIn(directory, 'main.cf')));
    const services = logicalLines(textIn(directory, 'master.cf')).flatMap(serviceIn);
    // The last of two services with the same name and type counts.
    this.services = [...new Map(services.map((each) => [`${each.name}/${each.type}`, each])).values()];
  }

  /** The value of a parameter, as a service or the other programs see it. */
  value(name: string, service?: SimpleService): string {
    return this.expand(this.raw(name, service), service, 0).replace(/\s+/g, ' ').trim();
  }

  isSet(name: string): boolean {
    return this.settings.has(name);
  }

  service(name: string, ...types: readonly string[]): SimpleService | undefined {
    return this.services.find((each) => each.name === name && types.includes(each.type));
  }

  running(...programs: readonly string[]): readonly SimpleService[] {
    return this.services.filter(({ program }) => programs.includes(program));
  }

  /** One physical line of a file, counted from 1. */
  line(file: string, line: number): string {
    return readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
  }

  private raw(name: string, service: SimpleService | undefined): string {
    return service?.overrides.get(name) ?? this.settings.get(name) ?? defaults[name] ?? '';
  }

  private expand(text: string, service: SimpleService | undefined, depth: number): string {
    if (depth > 20) return '';
    const expanded = (name: string): string => this.expand(this.raw(name, service), service, depth + 1);
    return text.replace(
      /\$(?:(\w+)|\((\w+)\)|\{(\w+)(?:([?:])([^{}]*|\{[^{}]*\}))?\})|\$\$/g,
      (whole, plain, round, braced, operator, alternative: string = '') => {
        if (whole === '$$') return '$';
        const value = expanded(plain ?? round ?? braced);
        if (operator === undefined) return value;
        const isUsed = (operator === '?') === (value !== '');
        return isUsed ? this.expand(alternative.replace(/^\{|\}$/g, ''), service, depth + 1) : '';
      },
    );
  }
}

function textIn(directory: string, name: string): string {
  const path = join(directory, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Lines without comments, each joined with the lines that continue it. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue;
    const last = lines.length - 1;
    if (/^\s/.test(line) && last >= 0) lines[last] += ` ${line.trim()}`;
    else lines.push(line.trim());
  }
  return lines;
}

function settingsIn(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([^\s=]+)\s*=\s*(.*)$/s.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function serviceIn(line: string): SimpleService[] {
  const words = line.match(/\{[^{}]*\}|\S+/g) ?? [];
  const [name, type, , , , , , path, ...rest] = words;
  if (name === undefined || type === undefined || path === undefined) return [];
  const overrides = new Map<string, string>();
  let i = 0;
  for (; rest[i]?.startsWith('-'); i++) {
    const option = rest[i] ?? '';
    if (!option.startsWith('-o')) continue;
    const setting = option === '-o' ? (rest[++i] ?? '') : option.slice(2);
    const [, key, value] = /^\{?\s*([^\s=]+)\s*=\s*(.*?)\s*\}?$/s.exec(setting) ?? [];
    if (key !== undefined) overrides.set(key, value ?? '');
  }
  return [{ name, type, program: path.slice(path.lastIndexOf('/') + 1), words: rest.slice(i), overrides }];
}
