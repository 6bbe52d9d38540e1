// A relay host, or a next hop, that is this very server (smtp_connect.c, smtp_proto.c).

import type { Instance, Location } from '../../instance/instance.ts';
import { relayhosts } from '../../mail/next-hops.ts';
import { transportMentions } from '../../mail/transports.ts';
import type { NextHop } from '../../syntax/value.ts';
import { commaOrSpace, splitWords } from '../../syntax/words.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const mailLoop: Rule = {
  code: 'mail-loop',
  title: 'Mail is sent to the server that it comes from',
  severity: 'error',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const own = ownNames(instance);
    if (own === undefined) return;
    const isOwn = ({ host, port = '25' }: Pick<NextHop, 'host' | 'port'>): boolean =>
      (port === '25' || port === 'smtp') && own.has(host.toLowerCase());
    for (const { hop, at } of relayhosts(instance)) if (isOwn(hop)) yield finding(hop.text, at);
    const anyOf = [...own].flatMap((name) => [`[${name}]`, `[${name}]:25`, `[${name}]:smtp`]);
    for (const { name, nextHop = '', at } of transportMentions(instance, tables, { by: 'nextHop', anyOf }))
      if (/^(?:smtp|relay)?$/.test(name)) yield finding(nextHop, at);
  },
};

function finding(nextHop: string, at: Location): Finding {
  return {
    at,
    message:
      `${nextHop} is this server itself. ` +
      'Postfix sees that mail for it loops back to myself, and keeps the mail of a relay host, or returns it. ' +
      'Write the host that the mail is for.',
  };
}

/** The names of this host, where an smtpd listens on port 25 of the loopback interface; undefined where none does. */
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
