// A block list's restriction without its domain: it takes the next word for one (smtpd_check.c, generic_checks).

import { isGate, restriction } from '../../catalog/restrictions.ts';
import type { Edit } from '../../edits/edit.ts';
import { literalPlace, removeWord } from '../../edits/lists.ts';
import { isClass } from '../../instance/classes.ts';
import { isRestriction, type ListWord, listWords, textIn } from '../../mail/list-words.ts';
import type { Restriction } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const swallowedRestriction: Rule = {
  code: 'swallowed-restriction',
  title: 'A restriction takes the next one for its argument',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const word of listWords(instance)) {
      const { node, list, at } = word;
      if (node.kind !== 'restriction' || node.expects !== 'dnsbl') continue;
      const name = node.name.text;
      if (node.argument === undefined) {
        const edit = afterWarning(word) ? undefined : removeWord(instance, list.value, node);
        yield {
          at,
          message:
            `${name} has no domain behind it. ` +
            `smtpd logs: restriction ${name} requires domain name argument, and goes on without it. ` +
            'Write the domain of a block list behind it, or remove it.',
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
          `${name} lacks its domain and takes ${taken} for it. ` +
          `smtpd looks that up in the DNS, and never applies ${taken}` +
          (isGate(taken, instance.release)
            ? '; the test at its start still sees the name of a gate, and lets it run. '
            : '. ') +
          `Write the domain of a block list between the two, or remove ${name}.`,
        ...(edit && { fixes: [fix(name, edit)] }),
      };
    }

    function removeName({ list }: ListWord, node: Restriction): Edit | undefined {
      const place = literalPlace(instance, list.value, node.name);
      const argument = node.argument && literalPlace(instance, list.value, node.argument);
      return place && argument && { at: { ...place, end: argument.start }, text: '' };
    }
  },
};

function fix(name: string, edit: Edit) {
  return { title: `Remove ${name}, which has no domain`, edits: [edit] };
}

/** Without the word, warn_if_reject would meet the next one. */
function afterWarning({ list, index }: ListWord): boolean {
  return isRestriction(list.value.nodes[index - 1], 'warn_if_reject');
}
