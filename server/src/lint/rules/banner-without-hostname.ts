// A greeting that does not begin with a host name, which SMTP requires (postconf(5) smtpd_banner).

import { type ReadValue, valuesNamed } from '../../instance/read-values.ts';
import type { Finding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const bannerWithoutHostname: Rule = {
  code: 'banner-without-hostname',
  title: 'Greeting does not begin with the host name',
  severity: 'warning',
  *configuration({ instance }): Generator<Finding> {
    for (const value of valuesNamed(instance, 'smtpd_banner')) {
      if (value.text === undefined || value.text === '') continue;
      const space = value.text.search(/\s/);
      const word = space < 0 ? value.text : value.text.slice(0, space);
      const own = instance.expanded('myhostname', value.service)?.text;
      if (word === own || isHostname(word) || /^\$[{(]?myhostname\b/.test(value.raw)) continue;
      yield finding(value, word);
    }
  },
};

/** A public name may differ from $myhostname; an address may be in brackets. */
function isHostname(word: string): boolean {
  // A regular expression may run out of stack in a very long word.
  if (word.length > longestName) return false;
  return /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/.test(word) || /^\[.*\]$/.test(word);
}

/** The length of the longest name in DNS. */
const longestName = 253;

function finding(value: ReadValue, word: string): Finding {
  const at = value.locate();
  const { source } = value;
  // In an -o without braces, a space ends the value.
  const mayInsert = source.kind === 'entry' || (source.kind === 'override' && source.override.braces);
  return {
    at,
    message:
      `The greeting begins with "${beginning(word, 100)}", but SMTP requires the host name there. ` +
      'Postfix sends the text unchanged; some clients and monitoring tools treat the first word as the host name. ' +
      'Put $myhostname first.',
    ...(mayInsert && value.isLiteral
      ? {
          fixes: [
            {
              title: 'Put $myhostname first',
              edits: [{ at: { ...at, end: at.start }, text: '$myhostname ' }],
              preferred: true,
            },
          ],
        }
      : {}),
  };
}
