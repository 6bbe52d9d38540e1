// A word in an access restriction list that is no restriction (smtpd_check.c, generic_checks).

import { oldForm } from '../../catalog/old-forms.ts';
import { restriction, restrictionNames } from '../../catalog/restrictions.ts';
import { isClass } from '../../instance/classes.ts';
import { restrictionLists } from '../../mail/lists.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownRestriction: Rule = {
  code: 'unknown-restriction',
  title: 'There is no such access restriction',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const { parameter, service, value } of restrictionLists(instance)) {
      for (const node of value.nodes) {
        if (node.kind !== 'restriction') continue;
        const word = node.name.text;
        // "{" begins a word that smtpd reads in its own way; "#" and "\\" have rules of their own.
        if (restriction(word) !== undefined || /^[{#]|\\$/.test(word) || isClass(instance, service, word))
          continue;
        const at = value.locate(node);
        if (at === undefined) continue;
        const suggestion =
          oldForm('restriction', word.toLowerCase(), instance.release)?.instead ??
          closest(word.toLowerCase(), restrictionNames);
        yield {
          at,
          message:
            `${parameter} has no restriction "${word}". ` +
            `smtpd logs: unknown smtpd restriction: "${word}", and answers 451 4.3.5 Server configuration error to all mail that comes this far in the list. ` +
            (suggestion === undefined ? 'Correct the word, or remove it.' : `Did you mean ${suggestion}?`),
          ...(suggestion === undefined
            ? {}
            : {
                fixes: [
                  { title: `Change to ${suggestion}`, edits: [{ at, text: suggestion }], preferred: true },
                ],
              }),
        };
      }
    }
  },
};
