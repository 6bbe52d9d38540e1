// The replies of smtpd to mail that it refuses: smtpd_check_reject() (smtpd_check.c) and smtpd_dsn_fix.c.

import type { Reply } from './trace/model.ts';

/** What a restriction is about, as it appears in replies: `<a@example.org>: Sender address rejected: …`. */
export interface About {
  /** `a@example.org`, `client.example.com[192.0.2.1]`. */
  readonly name: string;
  readonly kind: AboutKind;
}

export type AboutKind =
  | 'Client host'
  | 'Unverified Client host'
  | 'Client certificate'
  | 'SASL login name'
  | 'Helo command'
  | 'Sender address'
  | 'Recipient address'
  | 'Data command'
  | 'End-of-data';

/** The reply to a configuration in which the code or the status is not one for a rejection. */
const unavailable: Reply = { code: 450, enhanced: '4.7.1', text: 'Service unavailable' };

/** The longest reply, with its code and status (RFC 5321 section 4.5.3.1.5). */
const maxReply = 510;

/** A reply whose status agrees with its code. */
export function rejection(code: number, status: string, text: string): Reply {
  if (code < 400 || code > 599 || !/^[245]\.\d{1,3}\.\d{1,3}$/.test(status)) return unavailable;
  const head = `${code} ${status} `;
  return {
    code,
    enhanced: `${Math.floor(code / 100)}${status.slice(1)}`,
    text: printable(text).slice(0, maxReply - head.length),
  };
}

/** `<name>: Sender address rejected: why` */
export function rejectedText({ name, kind }: About, why: string): string {
  return `<${name}>: ${kind} rejected: ${why}`;
}

/** soft_bounce: the client is asked to try again. */
export function softReply({ code, enhanced, text }: Reply): Reply {
  if (code < 500) return { code, ...(enhanced !== undefined && { enhanced }), text };
  return { code: code - 100, ...(enhanced !== undefined && { enhanced: `4${enhanced.slice(1)}` }), text };
}

/** The status of addresses, by its last number: for a sender, and for a recipient. */
const addressStatus: Readonly<Record<string, readonly [sender: string, recipient: string]>> = {
  '1': ['4.1.7', '4.1.1'],
  '2': ['4.1.8', '4.1.2'],
  '3': ['4.1.7', '4.1.3'],
  '4': ['4.1.7', '4.1.4'],
  '5': ['4.1.0', '4.1.5'],
  '6': ['4.1.7', '4.1.6'],
  '7': ['4.1.7', '4.1.3'],
  '8': ['4.1.8', '4.1.2'],
};

/** A status that fits what is rejected: 5.1.1 is about a recipient, and 5.1.7 about a sender. */
export function statusFor(kind: AboutKind, status: string): string {
  if (!/^\d\.1\./.test(status)) return status;
  const [sender, recipient] = addressStatus[status.slice(4)] ?? ['4.1.0', '4.1.0'];
  if (kind === 'Sender address') return sender;
  return kind === 'Recipient address' ? recipient : '4.0.0';
}

export interface StatusAndText {
  readonly status: string;
  readonly text: string;
}

/** An enhanced status code at the start of a text: dsn_split() (dsn_util.c). */
export function splitStatus(text: string, otherwise: string): StatusAndText {
  const [found, status] = /^([245]\.\d{1,3}\.\d{1,3})(?:[ \t-\r]+|$)/.exec(text) ?? [];
  return found === undefined || status === undefined
    ? { status: otherwise, text }
    : { status, text: text.slice(found.length) };
}

/** Control characters become spaces. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, ' ');
}
