// The test that smtpd runs when it starts: a list must contain a relay check (smtpd_check.c, has_required). Also covers
// other fatal errors that smtpd finds while it reads its lists.

import { isRelayCheck } from '../catalog/restrictions.ts';
import type { Expansion } from '../instance/expand.ts';
import { type ExpandedValue, sourceLocation } from '../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../instance/instance.ts';
import { isClass, plainWords, restrictionClasses } from '../instance/restriction-classes.ts';
import { memoize } from '../syntax/memoize.ts';
import type { ValueNode } from '../syntax/value.ts';
import { addressPatterns, isFatalPattern } from './networks.ts';
import { policyServiceProblem } from './policy.ts';
import { listValue } from './restriction-lists.ts';
import { isRestriction } from './restriction-words.ts';

/** The two lists, one of which must contain the relay check. */
export const relayCheckLists = ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions'] as const;

export function hasRelayCheck(instance: Instance, service: PlacedService | undefined): boolean {
  const search = new RelayCheckSearch(instance, service);
  return relayCheckLists.some((name) => search.list(listWords(instance, service, name)));
}

/** Like smtpd, looks only at plain words: the argument of a restriction also matches, and the order does not matter. */
class RelayCheckSearch {
  /** Classes that were searched or are being searched. */
  private readonly classes = new Map<string, boolean>();
  private depth = 0;

  constructor(
    private readonly instance: Instance,
    private readonly service: PlacedService | undefined,
  ) {}

  list(words: readonly string[]): boolean {
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? '';
      if (word.toLowerCase() === 'warn_if_reject' && i + 1 < words.length) i++;
      else if (word.toLowerCase() === 'permit') return false;
      else if (isRelayCheck(word, this.instance.release) || this.restrictionClass(word)) return true;
    }
    return false;
  }

  private restrictionClass(name: string): boolean {
    const { instance, service, classes } = this;
    const known = classes.get(name);
    if (known !== undefined || this.depth >= maxNesting || !isClass(instance, service, name))
      return known ?? false;
    classes.set(name, false);
    this.depth++;
    const found = this.list(listWords(instance, service, name));
    this.depth--;
    classes.set(name, found);
    return found;
  }
}

/** The maximum nesting of classes. */
const maxNesting = 100;

/** Classes that smtpd_restriction_classes names but nothing defines. smtpd exits with a fatal error for them. */
export function undefinedClasses(instance: Instance, service: PlacedService | undefined): readonly string[] {
  return restrictionClasses(instance, service).filter(
    (name) => (listValue(instance, service, name)?.expansion.text ?? '') === '',
  );
}

/** Whether smtpd starts at all. */
export function starts(instance: Instance, service: PlacedService | undefined): boolean {
  const networks = listValue(instance, service, 'mynetworks');
  return (
    hasRelayCheck(instance, service) &&
    undefinedClasses(instance, service).length === 0 &&
    !(networks !== undefined && addressPatterns(networks).some(isFatalPattern)) &&
    [...policyServices(instance, service)].every((argument) => policyServiceProblem(argument) === undefined)
  );
}

/** The arguments of check_policy_service in any list or class. Like smtpd_check_parse(), looks only at plain words. */
function* policyServices(instance: Instance, service: PlacedService | undefined): Generator<string> {
  for (const name of [...parsedLists, ...restrictionClasses(instance, service)]) {
    const words = listWords(instance, service, name);
    for (const [i, word] of words.entries()) {
      const argument = words[i + 1];
      if (word.toLowerCase() === 'check_policy_service' && argument !== undefined) yield argument;
    }
  }
}

const parsedLists = ['client', 'helo', 'sender', 'relay', 'recipient', 'etrn', 'data', 'end_of_data'].map(
  (stage) => `smtpd_${stage}_restrictions`,
);

/** The plain words of a list. Services that do not override the list share them. */
function listWords(instance: Instance, service: PlacedService | undefined, name: string): readonly string[] {
  const value = listValue(instance, service, name);
  return value === undefined ? [] : wordsOf(value.expansion);
}

const wordsOf = memoize(({ text }: Expansion): readonly string[] => plainWords(text));

export interface SoftenedRelayCheck {
  readonly list: ExpandedValue;
  readonly warn: ValueNode;
  readonly name: string;
  readonly at: Location | undefined;
}

/** The first relay check after a warn_if_reject in the lists that should stop strangers. */
export function softenedRelayCheck(
  instance: Instance,
  service: PlacedService | undefined,
): SoftenedRelayCheck | undefined {
  for (const name of relayCheckLists) {
    const list = listValue(instance, service, name);
    for (const [i, node] of list?.nodes.entries() ?? []) {
      const warn = list?.nodes[i - 1];
      if (list === undefined || !isRestriction(warn, 'warn_if_reject') || node.kind !== 'restriction')
        continue;
      if (isRelayCheck(node.name.text, instance.release))
        return { list, warn, name: node.name.text, at: list.locate(node) };
    }
  }
  return undefined;
}

/** The list that should hold the relay check, if it is set; otherwise the service. */
export function relayCheckLocation(
  instance: Instance,
  service: PlacedService | undefined,
): Location | undefined {
  for (const name of relayCheckLists) {
    const source = instance.value(name, service)?.source;
    const at = source && sourceLocation(instance, source);
    if (at !== undefined) return at;
  }
  return serviceLocation(instance, service);
}

/** The fields of a service up to its command. */
export function serviceLocation(
  instance: Instance,
  service: PlacedService | undefined,
): Location | undefined {
  const { master } = instance.files;
  if (master === undefined || service === undefined) return undefined;
  const command = service.item.fields[7];
  return { uri: master.uri, start: service.start, end: service.start + (command?.end ?? 0) };
}
