// The Received: header that smtpd(8) and pickup(8) add, which header_checks see, too. An ellipsis is for what differs from
// mail to mail.

import type { TraceRequest } from './model.ts';
import type { Program } from './program.ts';

/** @param recipient the only recipient; undefined if there are several */
export function receivedOverSmtp(
  program: Program,
  request: TraceRequest,
  recipient: string | undefined,
): string {
  const { address = '', name = 'unknown' } = request.client ?? {};
  const protocol = `ESMTP${request.tls ? 'S' : ''}${request.login === undefined ? '' : 'A'}`;
  const bare = address.includes(':') ? `IPv6:${address}` : address;
  const end = recipient === undefined ? '; …' : `\n\tfor <${recipient}>; …`;
  return `Received: from ${request.helo ?? name} (${name} [${bare}])\n\tby ${here(program)} with ${protocol} id …${end}`;
}

export function receivedFromProgram(program: Program): string {
  const { myhostname, mailName } = namesOf(program);
  return `Received: by ${myhostname} (${mailName}, from userid …)\n\tid …; …`;
}

function here(program: Program): string {
  const { myhostname, mailName } = namesOf(program);
  return `${myhostname} (${mailName})`;
}

function namesOf(program: Program): { readonly myhostname: string; readonly mailName: string } {
  return { myhostname: program.text('myhostname'), mailName: program.text('mail_name') };
}
