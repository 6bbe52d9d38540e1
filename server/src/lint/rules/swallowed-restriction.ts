// A DNS list restriction without a domain: smtpd uses the next word as the domain (smtpd_check.c, generic_checks).

import { isRelayCheck, restriction } from '../../catalog/restrictions.ts';
import type { Edit } from '../../edits/edit.ts';
import { literalPlace, removeWord } from '../../edits/lists.ts';
import { isClass } from '../../instance/restriction-classes.ts';
import {
  isRestriction,
  type RestrictionWord,
  restrictionWords,
  textIn,
} from '../../mail/restriction-words.ts';
import type { Restriction } from '../../syntax/value.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const swallowedRestriction: Rule = {
  code: 'swallowed-restriction',
  title: 'Restriction is used as the argument of the previous restriction',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const word of restrictionWords(instance)) {
      const { node, list, at } = word;
      if (node.kind !== 'restriction' || node.expects !== 'dnsbl') continue;
      const name = node.name.text;
      if (node.argument === undefined) {
        const edit = afterWarning(word) ? undefined : removeWord(instance, list.value, node);
        yield {
          at,
          message:
            `${name} has no domain after it. ` +
            `smtpd logs ${logText(`restriction ${name} requires domain name argument`)} and skips the restriction. ` +
            'Add the domain of a DNS list, or remove the restriction.',
          ...(edit && { fixes: [fix(name, edit)] }),
        };
        continue;
      }
      const taken = textIn(list.value, node.argument);
      if (restriction(taken) === undefined && !isClass(instance, list.service, taken)) continue;
      const edit = afterWarning(word) ? undefined : removeName(word, node);
      yield {
        at,
        message:
          `${name} has no domain, so smtpd looks up ${taken} in DNS and never applies it. ` +
          (isRelayCheck(taken, instance.release)
            ? 'smtpd still starts, because it finds the name of this relay check in the list. '
            : '') +
          `Add the domain of a DNS list after ${name}, or remove ${name}.`,
        ...(edit && { fixes: [fix(name, edit)] }),
      };
    }

    function removeName({ list }: RestrictionWord, node: Restriction): Edit | undefined {
      const place = literalPlace(instance, list.value, node.name);
      const argument = node.argument && literalPlace(instance, list.value, node.argument);
      return place && argument && { at: { ...place, end: argument.start }, text: '' };
    }
  },
};

function fix(name: string, edit: Edit) {
  return { title: `Remove ${name}, which has no domain`, edits: [edit] };
}

/** Without the restriction, warn_if_reject applies to the next one. */
function afterWarning({ list, index }: RestrictionWord): boolean {
  return isRestriction(list.value.nodes[index - 1], 'warn_if_reject');
}
