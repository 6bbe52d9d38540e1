// The end of a traced mail in one line.

import {
  type Condition,
  type Outcome,
  outcomeOf,
  type Reply,
  type Trace,
  type TracedRecipient,
  type TraceRequest,
  type Way,
} from '../../mail/trace/model.ts';
import { openQuestions } from '../../mail/trace/usual.ts';
import { enumeration } from '../hover/markdown.ts';

/** `Depends. Usually delivered to …. Can also be refused or deferred` */
export function endOfTrace(trace: Trace): string {
  const [usual] = trace.ways;
  if (usual === undefined) return '';
  if (outcomeOf(trace) !== 'depends') return endOfMail(usual);
  const open = openEnd(trace);
  if (open !== undefined) return capitalized(open);
  const others = otherOutcomes(trace, usual);
  const end = endOfMail(usual);
  const usually = `Usually ${lowerFirst(end)}`;
  return others.length === 0
    ? usually
    : `${usually}. Can also be ${enumeration(others.map(outcomeWords), 5, 'or')}`;
}

/** `depends on ldap:/etc/postfix/domains.cf; can be refused or delivered`; undefined if one way is the usual one. */
function openEnd(trace: Trace): string | undefined {
  const open = openQuestions(trace);
  if (open.length === 0) return undefined;
  const outcomes = [...new Set(trace.ways.map(({ outcome }) => outcomeWords(outcome)))];
  return `depends on ${decidingTables(open)}; can be ${enumeration(outcomes, 5, 'or')}`;
}

/** The tables that decide: `ldap:/etc/postfix/domains.cf and ldap:/etc/postfix/users.cf`. */
export function decidingTables(open: readonly Condition[]): string {
  const tables = open.map(({ lookup, question }) => lookup?.table ?? question);
  return enumeration([...new Set(tables)], 3);
}

function otherOutcomes({ ways }: Trace, usual: Way): readonly Outcome[] {
  return [...new Set(ways.map(({ outcome }) => outcome))].filter((outcome) => outcome !== usual.outcome);
}

/** `Delivered to the mailbox /var/mail/kim` */
export function endOfMail({ outcome, reply, recipients }: Way): string {
  if (outcome === 'refused' && reply !== undefined) return `Refused: ${replyText(reply)}`;
  const [only] = recipients;
  if (recipients.length === 1 && only !== undefined) return endOf(only);
  if (recipients.length === 0) return capitalized(outcomeWords(outcome));
  const counts = new Map<Outcome, number>();
  for (const { outcome: each } of recipients) counts.set(each, (counts.get(each) ?? 0) + 1);
  if (counts.size === 1)
    return outcome === 'delivered'
      ? `Delivered to ${recipients.length} recipients`
      : `${capitalized(outcomeWords(outcome))} for ${recipients.length} recipients`;
  return capitalized([...counts].map(([each, count]) => `${outcomeWords(each)} for ${count}`).join(', '));
}

/** `→ mailbox /var/mail/kim (virtual)`, for a line with other texts. */
export function shortEnd(trace: Trace): string {
  const [usual] = trace.ways;
  if (usual === undefined) return '';
  const open = openEnd(trace);
  if (open !== undefined) return `→ ${open}`;
  const ends = usual.recipients.map((recipient) =>
    recipient.outcome === 'delivered' ? destination(recipient) : lowerFirst(endOf(recipient)),
  );
  const shown = ends.length === 0 ? lowerFirst(endOfMail(usual)) : enumeration([...new Set(ends)], 3);
  const others = otherOutcomes(trace, usual);
  return others.length === 0
    ? `→ ${shown}`
    : `→ usually ${shown}; can also be ${enumeration(others.map(outcomeWords), 5, 'or')}`;
}

/** `→ /var/mail/kim`, for a lens: only where the mail usually goes. The tooltip shows the rest. */
export function briefEnd(trace: Trace): string {
  const { ways, complete } = trace;
  const [usual] = ways;
  if (usual === undefined) return '';
  const open = openQuestions(trace);
  if (open.length > 0) return `→ ${clipped(`depends on ${decidingTables(open)}`)}`;
  const [first = outcomeWords(usual.outcome), ...others] = new Set(usual.recipients.map(briefly));
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const isOpen = !complete || ways.some(({ outcome }) => outcome !== usual.outcome);
  return `→ ${clipped(first)}${more}${isOpen ? ' (usually)' : ''}`;
}

function briefly({ outcome, mailbox, transport, nexthop }: TracedRecipient): string {
  if (outcome !== 'delivered') return outcomeWords(outcome);
  if (mailbox?.startsWith('|')) {
    const [program = ''] = mailbox.slice(1).trim().split(/\s/, 1);
    return `command ${program.slice(program.lastIndexOf('/') + 1)}`.trim();
  }
  return mailbox ?? (nexthop || transport || 'depends on a table');
}

/** In UTF-16 code units. */
const longest = 40;

function clipped(text: string): string {
  const line = oneLine(text);
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

export function endOf(recipient: TracedRecipient): string {
  const { outcome, reason } = recipient;
  const because = reason === undefined || reason === '' ? '' : `: ${oneLine(reason)}`;
  if (outcome !== 'delivered') return `${capitalized(outcomeWords(outcome))}${because}`;
  return `Delivered to ${destination(recipient)}`;
}

function destination({
  mailbox,
  transport,
  nexthop,
}: Pick<TracedRecipient, 'mailbox' | 'transport' | 'nexthop'>): string {
  if (mailbox?.startsWith('|')) return `the command ${oneLine(mailbox.slice(1))} (${transport})`;
  if (mailbox?.startsWith(':include:'))
    return `the addresses in ${mailbox.slice(':include:'.length)} (${transport})`;
  if (mailbox !== undefined) return `the mailbox ${mailbox} (${transport})`;
  if (transport === '') return nexthop || 'an address that only the table knows';
  return nexthop === '' ? transport : `${nexthop} (${transport})`;
}

/** As on the wire: `554 5.7.1 …`. */
export function replyText({ code, enhanced, text }: Reply): string {
  return oneLine([String(code), ...(enhanced === undefined ? [] : [enhanced]), text].join(' '));
}

export function outcomeWords(outcome: Outcome): string {
  return outcome === 'bounced' ? 'returned to the sender' : outcome;
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** `From someone@example.net to kim@example.com, sent by 192.0.2.1 through smtp` */
export function mailInWords({ sender, recipients, client, login, service }: TraceRequest): string {
  const by =
    client === undefined
      ? 'a program on this host'
      : login === undefined
        ? client.address
        : `the user ${login}`;
  const [first = '', ...rest] = recipients;
  const to = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  const where = client === undefined || service === undefined ? '' : ` through ${service}`;
  return `From ${sender === '' ? '<>' : sender} to ${to}, sent by ${by}${where}`;
}
