// A DNS list restriction without a domain: smtpd uses the next word as the domain (smtpd_check.c, generic_checks).

import { isRelayCheck, restriction } from '../../catalog/restrictions.ts';
import type { Edit } from '../../edits/edit.ts';
import { literalPlace, removeWord } from '../../edits/lists.ts';
import type { Location } from '../../instance/instance.ts';
import { isClass } from '../../instance/restriction-classes.ts';
import { stranger } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { type RestrictionListValue, scopesOf } from '../../mail/restriction-lists.ts';
import {
  isRestriction,
  type RestrictionWord,
  restrictionWords,
  textIn,
} from '../../mail/restriction-words.ts';
import { isReachable } from '../../mail/smtpd-services.ts';
import type { Restriction } from '../../syntax/value.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { shownByMail } from '../shared/relayed-mail.ts';

export const swallowedRestriction: Rule = {
  code: 'swallowed-restriction',
  title: 'Restriction is used as the argument of the previous restriction',
  severity: 'error',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
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
        ...(isRelayCheck(taken, instance.release) && relayingBy(context, list, at)),
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

/** The mail that a service with the list relays, if there is such a service. */
function relayingBy(
  context: Configuration,
  list: RestrictionListValue,
  at: Location,
): Pick<Finding, 'related' | 'mail'> | undefined {
  const service = scopesOf(context.instance, list).find(
    (scope) => isReachable(context.instance, scope) && relay(context, scope, stranger).usual === 'permits',
  );
  const isUsed = service !== undefined || context.instance.files.master === undefined;
  return isUsed ? shownByMail(context, service, at) : undefined;
}

function fix(name: string, edit: Edit) {
  return { title: `Remove ${name}, which has no domain`, edits: [edit] };
}

/** Without the restriction, warn_if_reject applies to the next one. */
function afterWarning({ list, index }: RestrictionWord): boolean {
  return isRestriction(list.value.nodes[index - 1], 'warn_if_reject');
}
