// A cipher grade that does not exist, or that is not for mail (tls_misc.c, tls_set_ciphers).

import { atLeast } from '../../catalog/release.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import { logText } from '../messages.ts';
import type { Finding, ReleaseContext, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const badCipherGrade: Rule = {
  code: 'bad-cipher-grade',
  title: 'Cipher grade is not valid or not safe',
  severity: 'error',
  values: {
    *enum(value, { release }) {
      const [, side] =
        /^(smtpd?|lmtp|tlsproxy|postscreen)_tls_(?:mandatory_)?ciphers$/.exec(value.name) ?? [];
      // Another rule reports empty values.
      if (side === undefined || value.text === undefined || value.text === '' || value.hasComment) return;
      const finding = findingFor(value, value.text, side, release);
      if (finding !== undefined) yield finding;
    },
  },
};

function findingFor(
  value: ReadValue,
  text: string,
  side: string,
  release: ReleaseContext['release'],
): Finding | undefined {
  const { name } = value;
  const isMandatory = name.includes('_mandatory_');
  const at = value.locate();
  switch (text.toLowerCase()) {
    case 'high':
    case 'medium':
      return undefined;
    case 'null':
      return {
        at,
        severity: 'warning',
        message:
          `${name} = null allows only ciphers that do not encrypt. ` +
          'Almost no other program offers these ciphers, so TLS fails. Write medium or high.',
        ...fixTo(value, 'medium'),
      };
    case 'low':
    case 'export':
      // Until then, export was the default.
      if (!atLeast(release, '2.9')) return undefined;
      return atLeast(release, '3.8')
        ? {
            at,
            severity: 'information',
            message:
              `In Postfix 3.8 and later, ${name} = ${text} means medium. ` +
              'Postfix no longer has weaker grades, and does not log this. Write medium.',
            ...fixTo(value, 'medium'),
          }
        : {
            at,
            severity: 'warning',
            message:
              `${name} = ${text} also allows ciphers that can be broken, as far as OpenSSL still has them. ` +
              (isMandatory ? '' : 'Even for optional TLS, no mail server needs them any longer. ') +
              'Write medium.',
            ...fixTo(value, 'medium'),
          };
    default: {
      const similar = closest(text.toLowerCase(), grades);
      const what = atLeast(release, '3.4') ? 'invalid cipher grade' : 'invalid TLS cipher grade';
      const effect =
        side === 'smtp' || side === 'lmtp'
          ? `The ${side.toUpperCase()} client does not deliver mail over TLS, and warns`
          : `${side === 'smtpd' ? 'smtpd' : 'Postfix'} ends every connection that starts TLS, and warns`;
      return {
        at,
        message:
          `"${shorten(text)}" is not a cipher grade. ` +
          `${effect}: ${logText(text.length > 40 ? what : `${what}: "${text}"`)}. ` +
          (similar !== undefined
            ? `Did you mean ${similar}?`
            : /[:!+@]/.test(text)
              ? `Write medium or high, and list unwanted ciphers in ${name.replace(/ciphers$/, 'exclude_ciphers')}.`
              : 'Write medium or high.'),
        ...(similar && fixTo(value, similar)),
      };
    }
  }
}

const grades: readonly string[] = ['medium', 'high', 'low', 'export', 'null'];

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function fixTo(value: ReadValue, text: string): Pick<Finding, 'fixes'> {
  return value.isLiteral
    ? { fixes: [{ title: `Change to ${text}`, edits: [{ at: value.locate(), text }], preferred: true }] }
    : {};
}
