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
    const client = clients.find((each) => each.kind === kind)?.mail.client;
    if (client === undefined) continue;
    for (const encrypted of !hasTls ? [false] : wrapped ? [true] : [false, true]) {
      const title =
        wrapped || !hasTls ? name : `${name}, ${encrypted ? 'after STARTTLS' : 'before STARTTLS'}`;
      columns.push({ title, announcements: announcements(program, { ...client, encrypted }) });
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
  const reasons = new Map<string, string[]>();
  for (const { title, announcements: list } of columns) {
    for (const { keyword, why, at } of list) {
      if (why === undefined) continue;
      const places = [...new Set(at.map(placeName))];
      const text = `\`${keyword}\`: ${why}${places.length === 0 ? '' : ` (${places.join(', ')})`}`;
      reasons.set(text, [...(reasons.get(text) ?? []), title]);
    }
  }
  return [...reasons].map(([text, titles]) =>
    titles.length === columns.length ? `- ${text}` : `- ${text} *${titles.join('; ')}*`,
  );
}
