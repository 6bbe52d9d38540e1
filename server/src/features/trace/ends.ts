// The end of a traced mail in one line.

import {
  type Outcome,
  outcomeOf,
  type Reply,
  type Trace,
  type TracedRecipient,
  type Way,
} from '../../mail/trace/model.ts';
import { enumeration } from '../hover/markdown.ts';

/** `Depends. Usually delivered to …, but may be refused.` */
export function endOfTrace(trace: Trace): string {
  const [usual] = trace.ways;
  if (usual === undefined) return '';
  if (outcomeOf(trace) !== 'depends') return endOfMail(usual);
  const others = [...new Set(trace.ways.map(({ outcome }) => outcome))].filter((o) => o !== usual.outcome);
  const end = endOfMail(usual);
  const usually = `Usually ${end.charAt(0).toLowerCase()}${end.slice(1)}`;
  return others.length === 0 ? usually : `${usually}. Can also be ${enumeration(others.map(words), 5)}`;
}

/** `Delivered to the mailbox /var/mail/kim` */
export function endOfMail({ outcome, reply, recipients }: Way): string {
  if (outcome === 'refused' && reply !== undefined) return `Refused: ${replyText(reply)}`;
  const [only] = recipients;
  if (recipients.length === 1 && only !== undefined) return endOf(only);
  if (recipients.length === 0) return capitalized(words(outcome));
  const counts = new Map<Outcome, number>();
  for (const { outcome: each } of recipients) counts.set(each, (counts.get(each) ?? 0) + 1);
  if (counts.size === 1) return `${capitalized(words(outcome))} for all ${recipients.length} recipients`;
  return capitalized([...counts].map(([each, count]) => `${words(each)} for ${count}`).join(', '));
}

export function endOf({ outcome, reason, mailbox, transport, nexthop }: TracedRecipient): string {
  const because = reason === undefined || reason === '' ? '' : `: ${oneLine(reason)}`;
  if (outcome !== 'delivered') return `${capitalized(words(outcome))}${because}`;
  return `Delivered to ${destination({ mailbox, transport, nexthop })}`;
}

function destination({
  mailbox,
  transport,
  nexthop,
}: {
  readonly mailbox: string | undefined;
  readonly transport: string;
  readonly nexthop: string;
}): string {
  if (mailbox?.startsWith('|')) return `the command ${oneLine(mailbox.slice(1))} (${transport})`;
  if (mailbox !== undefined) return `the mailbox ${mailbox} (${transport})`;
  return nexthop === '' ? transport : `${nexthop} (${transport})`;
}

/** As on the wire: `554 5.7.1 …`. */
export function replyText({ code, enhanced, text }: Reply): string {
  return oneLine([String(code), ...(enhanced === undefined ? [] : [enhanced]), text].join(' '));
}

function words(outcome: Outcome): string {
  return outcome === 'bounced' ? 'returned to the sender' : outcome;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
