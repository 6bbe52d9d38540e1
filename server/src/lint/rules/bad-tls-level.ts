// A TLS security level that a program does not know (smtpd.c, postscreen_smtpd.c, smtp.c, tlsproxy.c).

import { atLeast, type Release } from '../../catalog/release.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import { isList } from '../../syntax/value-type.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const badTlsLevel: Rule = {
  code: 'bad-tls-level',
  title: 'TLS security level does not exist',
  severity: 'error',
  values: {
    *enum(value, { release }) {
      if (!/_tls_security_level$|^tlsproxy_client_level$/.test(value.name) || !value.text) return;
      const finding = findingFor(release, value, value.text);
      if (finding !== undefined) yield finding;
    },
  },
};

function findingFor(release: Release, value: ReadValue, text: string): Finding | undefined {
  const { name, parameter } = value;
  const { type } = parameter;
  if (isList(type)) return undefined;
  const words = (type.words ?? []).flatMap((each) => {
    if (typeof each === 'string') return each;
    return each.since === undefined || atLeast(release, each.since) ? each.word : [];
  });
  const level = text.toLowerCase();
  if (words.includes(level)) return undefined;
  const since = (type.words ?? []).flatMap((each) =>
    typeof each !== 'string' && each.word === level ? (each.since ?? []) : [],
  )[0];
  const isOfClients =
    Object.hasOwn(type.aliases ?? {}, level) || /^(?:verify|secure|fingerprint)$/.test(level);
  const better = isOfClients ? 'encrypt' : closest(level, [], words);
  const at = value.locate();
  return {
    at,
    ...(isOfClients ? { severity: 'warning' } : {}),
    message: isOfClients
      ? `${name} is for a server, but "${level}" is a level for clients. ` +
        `Postfix logs: ${logText(`${name}: unsupported TLS level "${text}", using "encrypt"`)}. Write encrypt.`
      : `"${text}" is not a TLS security level${since === undefined ? '' : ` before Postfix ${since}`}. Programs that read it exit with: ${logText(`Invalid TLS level "${text}"`)}. ` +
        (better === undefined ? `Write one of these: ${words.join(', ')}.` : `Did you mean ${better}?`),
    ...(better &&
      value.isLiteral && {
        fixes: [{ title: `Change to ${better}`, edits: [{ at, text: better }], preferred: true }],
      }),
  };
}
