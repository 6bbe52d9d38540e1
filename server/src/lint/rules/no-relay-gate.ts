// No restriction keeps strangers from relaying: smtpd does not start (smtpd_check.c, has_required).

import type { Fix } from '../../edits/edit.ts';
import { insertWord } from '../../edits/lists.ts';
import { setParameter } from '../../edits/parameters.ts';
import { type ExpandedValue, nameLocation, sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import {
  hasRelayCheck,
  relayCheckLists,
  relayCheckLocation,
  serviceLocation,
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
  dependsOnServices: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    const unchecked = smtpdScopes(instance).filter(
      (service) =>
        !hasRelayCheck(instance, service) &&
        // gate-only-warns reports a relay check that only warns.
        softenedRelayCheck(instance, service) === undefined &&
        !isFilledIn(instance, service),
    );
    const sharing = unchecked.filter((service) => !hasOwnList(instance, service));
    if (sharing.length > 0) yield* finding(instance, sharing);
    for (const service of unchecked) if (!sharing.includes(service)) yield* finding(instance, [service]);
  },
};

function hasOwnList(instance: Instance, service: PlacedService | undefined): boolean {
  return relayCheckLists.some((name) => instance.value(name, service)?.source.kind === 'override');
}

/** @param services those that lack the relay check for the same reason */
function* finding(instance: Instance, services: readonly (PlacedService | undefined)[]): Generator<Finding> {
  const [service] = services;
  const { release } = instance;
  const isSet = relayCheckLists.some((name) => {
    const kind = instance.value(name, service)?.source.kind;
    return kind === 'entry' || kind === 'override';
  });
  const isAboutMain = services.length > 1 && !isSet;
  const ownPlace = (isAboutMain ? placeInMain(instance) : undefined) ?? relayCheckLocation(instance, service);
  const at = ownPlace ?? placeAlone(instance);
  if (at === undefined) return;
  const list = isSet ? listToComplete(instance, service) : undefined;
  const isEmpty = list === undefined || list.nodes.length === 0;
  const name = list?.value.name ?? relayCheckList(release);
  const fix = list === undefined ? setRelayCheck(instance, name) : addRelayCheck(instance, list);
  const related =
    services.length > 1 ? services.flatMap((each) => serviceLocation(instance, each) ?? []) : [];
  yield {
    at,
    ...(ownPlace === undefined && { severity: 'information' }),
    message:
      `${subject(services)} no relay check: nothing in ${relayCheckListNames(release)} keeps strangers from relaying. ` +
      `smtpd exits with: ${relayCheckLog(release)}. ` +
      (isEmpty
        ? `Set ${name} = ${usualCheck}.`
        : `Add reject_unauth_destination after the permit_… restrictions in ${name}.`),
    ...(related.length > 0 && {
      related: related.map((place) => ({ at: place, message: 'This service has no relay check' })),
    }),
    ...(fix && { fixes: [fix] }),
  };
}

const usualCheck = 'permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination';

function subject(services: readonly (PlacedService | undefined)[]): string {
  const [first] = services;
  if (first === undefined) return 'smtpd has';
  return services.length > 1 ? `${first.key} and other services have` : `Service ${first.key} has`;
}

/** The parameter that empties the default of the list, or else the first name. */
function placeInMain(instance: Instance): Location | undefined {
  const { main } = instance.files;
  const entry = instance.entriesOf('compatibility_level').at(-1) ?? instance.entries[0];
  if (main === undefined || entry === undefined) return undefined;
  const { start, end } = entry.item.name;
  return { uri: main.uri, start: entry.start + start, end: entry.start + end };
}

/** The first name of a main.cf without master.cf that sets up a server, and is not only a part of a main.cf. */
function placeAlone(instance: Instance): Location | undefined {
  const { files, entriesByName, entries } = instance;
  const isWhole = ['myhostname', 'mydestination', 'inet_interfaces'].some((name) => entriesByName.has(name));
  const [entry] = entries;
  if (files.master !== undefined || !isWhole || entry === undefined) return undefined;
  return nameLocation(instance, { kind: 'entry', entry });
}

/** Whether a template or a person fills in one of the lists, or the names of parameters. */
function isFilledIn(instance: Instance, service: PlacedService | undefined): boolean {
  const { main, master } = instance.files;
  const lists = relayCheckLists.flatMap((name) => {
    const source = instance.value(name, service)?.source;
    return (source && sourceLocation(instance, source)) ?? [];
  });
  return (
    lists.some((at) => elided.test(textAt(instance, at))) ||
    (master !== undefined && isInTemplate(master.tree.text, master.uri, lists)) ||
    (main !== undefined &&
      (isInTemplate(main.tree.text, main.uri, lists) || hasTemplatedNames(main.tree.text, main.uri)))
  );
}

/** `# other restrictions...` */
const elided = /^[ \t]*#[ \t]*(?:\.{3}|…)|^[ \t]*#.*(?:\.{3}|…)[ \t]*$/m;

function textAt({ files: { main, master } }: Instance, { uri, start, end }: Location): string {
  const file = [main, master].find((each) => each?.uri === uri);
  return file?.tree.text.slice(start, end) ?? '';
}

function setRelayCheck(instance: Instance, name: string): Fix | undefined {
  const edit = setParameter(instance, name, usualCheck);
  return edit && { title: `Set ${name}`, edits: [edit], preferred: true };
}

/** The list that is set and has restrictions, or else one that is set. */
function listToComplete(instance: Instance, service: PlacedService | undefined): ExpandedValue | undefined {
  const lists = relayCheckLists.map((name) => listValue(instance, service, name));
  return (
    lists.find(
      (each) => each !== undefined && each.nodes.length > 0 && each.value.source.kind !== 'default',
    ) ?? lists.find((each) => each?.value.source.kind === 'entry' || each?.value.source.kind === 'override')
  );
}

/** Adds the relay check: before a permit that ends the list, or else at the end. */
function addRelayCheck(instance: Instance, list: ExpandedValue): Fix | undefined {
  const { name, raw, source } = list.value;
  // A value such as ${…?…} that is empty now: text that is added to it would run into what it can expand to.
  if (list.nodes.length === 0 && raw.trim() !== '')
    return source.kind === 'entry' ? setRelayCheck(instance, name) : undefined;
  const permit = list.nodes.find((node) => isRestriction(node, 'permit'));
  const words =
    list.nodes.length > 0 ? 'reject_unauth_destination' : 'permit_mynetworks, reject_unauth_destination';
  const edit = insertWord(instance, list, words, permit);
  return edit && { title: `Add ${words}`, edits: [edit], preferred: true };
}
