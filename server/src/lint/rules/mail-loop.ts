// A relay host or another next hop that is this server itself (smtp_addr.c, smtp_connect.c).

import type { Instance, Location } from '../../instance/instance.ts';
import { relayhosts } from '../../mail/next-hops.ts';
import { transportReferences } from '../../mail/transports.ts';
import type { NextHop } from '../../syntax/value.ts';
import { commaOrSpace, splitWords } from '../../syntax/words.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const mailLoop: Rule = {
  code: 'mail-loop',
  title: 'Next hop is this server itself',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const own = ownNames(instance);
    if (own === undefined) return;
    const isOwn = ({ host, port = '25' }: Pick<NextHop, 'host' | 'port'>): boolean =>
      (port === '25' || port === 'smtp') && own.has(host.toLowerCase());
    for (const { hop, at } of relayhosts(instance))
      if (isOwn(hop)) yield finding(hop.text, relayhostEffect, at);
    const anyOf = [...own].flatMap((name) => [`[${name}]`, `[${name}]:25`, `[${name}]:smtp`]);
    for (const { name, nextHop = '', at } of transportReferences(instance, tables, { by: 'nextHop', anyOf }))
      if (/^(?:smtp|relay)?$/.test(name)) yield finding(nextHop, nextHopEffect(nextHop), at);
  },
};

function finding(nextHop: string, effect: string, at: Location): Finding {
  return {
    at,
    message: `${nextHop} is this server itself. ${effect} Write the name of the host that should receive the mail.`,
  };
}

const relayhostEffect = `Postfix detects the loop, warns ${logText('relayhost configuration problem')}, and keeps the mail in the queue.`;

function nextHopEffect(nextHop: string): string {
  const [, host = nextHop] = /^\[([^\]]+)\]/.exec(nextHop) ?? [];
  return `Postfix detects the loop and returns the mail: ${logText(`mail for ${host} loops back to myself`)}.`;
}

/** The names of this host if an smtpd listens on port 25 of the loopback interface; otherwise undefined. */
function ownNames(instance: Instance): ReadonlySet<string> | undefined {
  const listens = instance.services.some(
    ({ name, type, program }) => type === 'inet' && program === 'smtpd' && (name === 'smtp' || name === '25'),
  );
  const { text } = instance.expanded('inet_interfaces') ?? { text: '' };
  const interfaces = splitWords(text, 0, text.length, { separator: commaOrSpace }).map((w) =>
    text.slice(w.start, w.end),
  );
  const onLoopback = interfaces.some((word) =>
    /^(?:all|loopback-only|localhost|127\.0\.0\.1|\[?::1\]?)$/i.test(word),
  );
  if (!listens || !onLoopback) return undefined;
  const hostname = instance.expanded('myhostname')?.text.toLowerCase();
  return new Set(['localhost', '127.0.0.1', '::1', ...(hostname ? [hostname] : [])]);
}
