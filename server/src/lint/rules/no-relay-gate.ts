// No restriction keeps strangers from relaying: smtpd does not start (smtpd_check.c, has_required).

import type { Fix } from '../../edits/edit.ts';
import { insertWord } from '../../edits/lists.ts';
import { nameLocation, sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import {
  hasRelayCheck,
  relayCheckLists,
  relayCheckLocation,
  softenedRelayCheck,
} from '../../mail/relay-check.ts';
import { listValue } from '../../mail/restriction-lists.ts';
import { isRestriction } from '../../mail/restriction-words.ts';
import { smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { relayCheckList, relayCheckListNames, relayCheckLog } from '../shared/relay-check.ts';
import { hasTemplatedNames, isInTemplate } from '../templates.ts';

export const noRelayGate: Rule = {
  code: 'no-relay-gate',
  title: 'Relay check is missing',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const service of smtpdScopes(instance)) {
      // gate-only-warns reports a relay check that only warns.
      if (hasRelayCheck(instance, service) || softenedRelayCheck(instance, service) !== undefined) continue;
      const ownPlace = relayCheckLocation(instance, service);
      const at = ownPlace ?? placeAlone(instance);
      if (at === undefined || isFilledIn(instance, service)) continue;
      const fix = addRelayCheck(instance, service);
      const { release } = instance;
      yield {
        at,
        ...(ownPlace === undefined ? { severity: 'information' } : {}),
        message:
          `${service === undefined ? 'smtpd' : `Service ${service.key}`} has no relay check: nothing in ${relayCheckListNames(release)} keeps strangers from relaying. ` +
          `smtpd exits with: ${relayCheckLog(release)}. ` +
          `Add reject_unauth_destination after the permit_… restrictions in ${relayCheckList(release)}.`,
        ...(fix && { fixes: [fix] }),
      };
    }
  },
};

/** The first name of a main.cf without master.cf that sets up a server, and is not only a part of a main.cf. */
function placeAlone(instance: Instance): Location | undefined {
  const { files, entriesByName, entries } = instance;
  const isWhole = ['myhostname', 'mydestination', 'inet_interfaces'].some((name) => entriesByName.has(name));
  const [entry] = entries;
  if (files.master !== undefined || !isWhole || entry === undefined) return undefined;
  return nameLocation(instance, { kind: 'entry', entry });
}

/** Whether a template fills in one of the lists, or the names of parameters. */
function isFilledIn(instance: Instance, service: PlacedService | undefined): boolean {
  const { main, master } = instance.files;
  const lists = relayCheckLists.flatMap((name) => {
    const source = instance.value(name, service)?.source;
    return (source && sourceLocation(instance, source)) ?? [];
  });
  return (
    (master !== undefined && isInTemplate(master.tree.text, master.uri, lists)) ||
    (main !== undefined &&
      (isInTemplate(main.tree.text, main.uri, lists) || hasTemplatedNames(main.tree.text, main.uri)))
  );
}

/** Adds the relay check to the list that is set: before a permit that ends the list, or else at the end. */
function addRelayCheck(instance: Instance, service: PlacedService | undefined): Fix | undefined {
  const lists = relayCheckLists.map((name) => listValue(instance, service, name));
  const list =
    lists.find(
      (each) => each !== undefined && each.nodes.length > 0 && each.value.source.kind !== 'default',
    ) ?? lists.find((each) => each?.value.source.kind === 'entry' || each?.value.source.kind === 'override');
  if (list === undefined) return undefined;
  const permit = list.nodes.find((node) => isRestriction(node, 'permit'));
  const words =
    list.nodes.length > 0 ? 'reject_unauth_destination' : 'permit_mynetworks, reject_unauth_destination';
  const edit = insertWord(instance, list, words, permit);
  return edit && { title: `Add ${words}`, edits: [edit], preferred: true };
}
