// A word that is no SASL security option: programs that use SASL die (xsasl_cyrus_security.c, xsasl_dovecot_server.c).

import { atLeast } from '../../catalog/release.ts';
import type { ReadValue } from '../../instance/read-values.ts';
import type { Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownSaslOption: Rule = {
  code: 'unknown-sasl-option',
  title: 'There is no such SASL security option',
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
        yield finding(value, node, known);
      }
    },
  },
};

function finding(
  value: ReadValue,
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
      `${value.name} has no option "${word.text}". ` +
      `Programs that use SASL die at the first connection: unknown SASL security options value "${word.text}". ` +
      (meant === undefined ? `The options are ${known.join(', ')}.` : `Did you mean ${meant}?`),
    ...(meant === undefined
      ? {}
      : { fixes: [{ title: `Change to ${meant}`, edits: [{ at, text: meant }], preferred: true }] }),
  };
}

/** The options depend on the release: none of them holds for all. */
const none: readonly string[] = [];
