// The definition of a cipher grade, replaced (postconf(5) tls_high_cipherlist).

import { commentOut } from '../../edits/lines.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import type { Finding, Rule } from '../rule.ts';

export const cipherListReplaced: Rule = {
  code: 'cipher-list-replaced',
  title: 'Built-in definition of a cipher grade is replaced',
  severity: 'information',
  values: {
    *'cipher-list'(value) {
      const grade = /^tls_(high|medium)_cipherlist$/.exec(value.name)?.[1];
      if (grade !== undefined && isReplaced(value)) yield finding(value, grade);
    },
  },
};

/** The default of another release is outdated, not a choice of ciphers. */
function isReplaced({ text, parameter }: ReadValue): boolean {
  return text !== undefined && text !== '' && !parameter.defaults.some(({ value }) => value === text);
}

function finding({ name, source, nameLocation: at }: ReadValue, grade: string): Finding {
  return {
    at,
    message:
      `${name} replaces what the "${grade}" cipher grade means for every program that uses TLS. ` +
      'New releases update only the built-in list, so this list becomes outdated. It can also exclude ciphers that other servers need. ' +
      'Remove the list, and choose a grade with smtpd_tls_ciphers or exclude ciphers with smtpd_tls_exclude_ciphers.',
    ...(source.kind === 'entry'
      ? { fixes: [{ title: 'Comment out this line', edits: commentOut(at.uri, source.entry) }] }
      : {}),
  };
}
