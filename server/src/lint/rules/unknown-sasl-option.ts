// A word that is not a SASL security option: programs that use SASL exit (xsasl_cyrus_security.c,
// xsasl_dovecot_server.c).

import { atLeast } from '../../catalog/release.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownSaslOption: Rule = {
  code: 'unknown-sasl-option',
  title: 'Unknown SASL security option',
  severity: 'error',
  values: {
    *list(value, { release }) {
      const element = value.parameter.type.of;
      if (element?.type !== 'sasl-option' || value.text === undefined || value.hasComment) return;
      const known = (element.words ?? []).flatMap((word) => {
        const { word: text, since } = typeof word === 'string' ? { word, since: undefined } : word;
        return since === undefined || atLeast(release, since) ? [text] : [];
      });
      for (const node of value.expanded.nodes) {
        if (node.kind !== 'word' || known.includes(node.text.toLowerCase())) continue;
        yield finding(value, value.text, node, known);
      }
    },
  },
};

function finding(
  value: ReadValue,
  text: string,
  word: { readonly text: string; readonly start: number; readonly end: number },
  known: readonly string[],
): Finding {
  const at = value.locate(word);
  const written = word.text.toLowerCase();
  const meant =
    closest(written, none, known) ?? known.find((option) => written.length > 3 && option.startsWith(written));
  return {
    at,
    message:
      `"${word.text}" in ${value.name} is not a SASL security option. ` +
      // Between "unknown" and this, Dovecot's and Cyrus's names differ.
      `Programs exit when they start SASL for a connection, and log: ${logText(`value "${word.text}" in "${text}"`)}. ` +
      (meant === undefined ? `The options are ${known.join(', ')}.` : `Did you mean ${meant}?`),
    ...(meant === undefined
      ? {}
      : { fixes: [{ title: `Change to ${meant}`, edits: [{ at, text: meant }], preferred: true }] }),
  };
}

/** The options depend on the release: no name is valid in all releases. */
const none: readonly string[] = [];
