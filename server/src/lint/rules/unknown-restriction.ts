// A word in an access restriction list that is not a restriction (smtpd_check.c, generic_checks).

import { oldForm } from '../../catalog/old-forms.ts';
import { restriction, restrictionNames } from '../../catalog/restrictions.ts';
import { isClass } from '../../instance/restriction-classes.ts';
import { restrictionLists } from '../../mail/restriction-lists.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const unknownRestriction: Rule = {
  code: 'unknown-restriction',
  title: 'Unknown access restriction',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    // main.cf may define restriction classes.
    const isAlone = instance.files.main === undefined;
    for (const { parameter, service, value } of restrictionLists(instance)) {
      let isArgument = false;
      for (const node of value.nodes) {
        const follows = isArgument;
        isArgument = false;
        if (node.kind !== 'restriction') continue;
        const word = node.name.text;
        // smtpd parses a word that begins with "{" in its own way; "#" and "\\" have rules of their own.
        if (restriction(word) !== undefined || /^[{#]|\\$/.test(word) || isClass(instance, service, word))
          continue;
        if (follows && node.argument === undefined) continue;
        const at = value.locate(node);
        if (at === undefined) continue;
        const suggestion =
          oldForm('restriction', word.toLowerCase(), instance.release)?.instead ??
          closest(word.toLowerCase(), restrictionNames);
        isArgument = suggestion !== undefined && restriction(suggestion)?.argument !== undefined;
        yield {
          at,
          ...(isAlone && { severity: 'information' }),
          message:
            `"${word}" in ${parameter} is not a Postfix restriction. ` +
            `${isAlone ? 'Unless it is a restriction class of main.cf, smtpd' : 'smtpd'} logs ${logText(`unknown smtpd restriction: "${word}"`)} and answers "451 4.3.5 Server configuration error" to all mail that reaches it. ` +
            (suggestion === undefined ? 'Correct or remove the word.' : `Did you mean ${suggestion}?`),
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
