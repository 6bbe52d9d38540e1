// What a service announces in its reply to EHLO, by kind of client, and why not more.

import type { Instance, Location } from '../../instance/instance.ts';
import { type Announcement, announcements } from '../../mail/ehlo.ts';
import type { MailSystem } from '../../mail/mail-system.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import { Journey } from '../../mail/trace/journey.ts';
import { Program } from '../../mail/trace/program.ts';
import { listenerOf } from '../../mail/trace/services.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { quote } from '../hover/markdown.ts';
import { traceSuggestions } from './suggestions.ts';

interface Column {
  readonly title: string;
  /** The kind of client, in a sentence. */
  readonly client: string;
  /** `after STARTTLS`; undefined if the service offers no choice. */
  readonly phase: string | undefined;
  readonly announcements: readonly Announcement[];
}

/** Markdown; undefined if no such service runs smtpd. */
export function ehloPage(
  system: MailSystem,
  service: string,
  placeName: (place: Location) => string,
): string | undefined {
  const found = listenerOf(system.instance, service);
  if (found === undefined) return undefined;
  const program = new Program(new Journey(system, []), 'smtpd', found.smtpd);
  const columns = columnsOf(system, program);
  const [first] = columns;
  if (first === undefined) return undefined;
  const rows = first.announcements.map(({ keyword }, i) => {
    const cells = columns.map((column) => cell(column.announcements[i]));
    return `| \`${keyword}\` | ${cells.join(' | ')} |`;
  });
  const reasons = reasonsOf(columns, placeName);
  return [
    `# What EHLO announces: ${quote(service)}`,
    [
      `| keyword | ${columns.map(({ title }) => title).join(' | ')} |`,
      `|---|${columns.map(() => '---|').join('')}`,
      ...rows,
    ].join('\n'),
    ...(reasons.length === 0 ? [] : ['## Why', reasons.join('\n')]),
    '',
  ].join('\n\n');
}

function columnsOf(system: MailSystem, program: Program): readonly Column[] {
  const { clients } = traceSuggestions(system);
  const wrapped = isYes(system.instance, program, 'smtpd_tls_wrappermode');
  const hasTls = wrapped || new SmtpdSettings(system.instance, program.service).level !== 'none';
  const columns: Column[] = [];
  for (const [kind, name] of [
    ['stranger', 'stranger'],
    ['trusted', 'client in mynetworks'],
  ] as const) {
    const sent = clients.find((each) => each.kind === kind)?.mail.client;
    if (sent === undefined) continue;
    for (const encrypted of !hasTls ? [false] : wrapped ? [true] : [false, true]) {
      const phase = wrapped || !hasTls ? undefined : encrypted ? 'after STARTTLS' : 'before STARTTLS';
      columns.push({
        title: phase === undefined ? name : `${name}, ${phase}`,
        client: `a ${name}`,
        phase,
        announcements: announcements(program, { ...sent, encrypted }),
      });
    }
  }
  return columns;
}

function isYes(instance: Instance, { service }: Program, parameter: string): boolean {
  return parseBoolean(instance.expanded(parameter, service)?.text ?? '') === true;
}

function cell(announcement: Announcement | undefined): string {
  switch (announcement?.isAnnounced) {
    case true:
      return announcement.argument === undefined ? 'yes' : `yes: ${quote(announcement.argument)}`;
    case 'depends':
      return 'depends';
    default:
      return 'no';
  }
}

/** Each reason once, with the clients that it applies to if they differ. */
function reasonsOf(columns: readonly Column[], placeName: (place: Location) => string): readonly string[] {
  const reasons = new Map<string, { keyword: string; text: string; of: Column[] }>();
  for (const column of columns) {
    for (const { keyword, why, at } of column.announcements) {
      if (why === undefined) continue;
      const places = [...new Set(at.map(placeName))];
      const text = `${why}${places.length === 0 ? '' : ` (${places.join(', ')})`}`;
      const key = `${keyword} ${text}`;
      const known = reasons.get(key);
      if (known === undefined) reasons.set(key, { keyword, text, of: [column] });
      else known.of.push(column);
    }
  }
  return [...reasons.values()].map(
    ({ keyword, text, of }) => `- \`${keyword}\`${scopeOf(of, columns)}: ${text}`,
  );
}

/** ` after STARTTLS`, ` for a stranger before STARTTLS`; empty for all columns. */
function scopeOf(some: readonly Column[], all: readonly Column[]): string {
  if (some.length === all.length) return '';
  const [first] = some;
  const [{ length: ofPhase }, { length: ofClient }] = [
    all.filter(({ phase }) => phase === first?.phase),
    all.filter(({ client }) => client === first?.client),
  ];
  if (some.length === ofPhase && some.every(({ phase }) => phase === first?.phase)) return ` ${first?.phase}`;
  if (some.length === ofClient && some.every(({ client }) => client === first?.client))
    return ` for ${first?.client}`;
  return ` for ${some.map(({ client, phase }) => (phase === undefined ? client : `${client} ${phase}`)).join(' and ')}`;
}
