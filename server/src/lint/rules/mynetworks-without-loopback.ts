// A mynetworks that lacks the addresses that programs on this host connect from.

import { insertWord } from '../../edits/lists.ts';
import { sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance } from '../../instance/instance.ts';
import { type AddressList, addressLists } from '../../mail/address-lists.ts';
import { isTablePattern, networkIn } from '../../mail/networks.ts';
import { inNetwork } from '../../mail/pattern-match.ts';
import { relayCheckLists } from '../../mail/relay-check.ts';
import { listValue } from '../../mail/restriction-lists.ts';
import { everyRestrictionWord, isRestriction } from '../../mail/restriction-words.ts';
import { smtpdScopes, smtpdServices } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { trustedInternet } from '../shared/trusted-internet.ts';

export const mynetworksWithoutLoopback: Rule = {
  code: 'mynetworks-without-loopback',
  title: 'mynetworks does not include this host',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    if (!instance.entriesByName.has('mynetworks') || !hasSmtpd(instance) || trustsNoNetwork(instance)) return;
    const list = addressLists(instance).find(
      ({ parameter, service }) => parameter === 'mynetworks' && service === undefined,
    );
    const at = list && sourceLocation(instance, list.value.value.source);
    if (list === undefined || at === undefined || !isKnown(list)) return;
    const missing = loopbacks.filter((loopback) => listensOn(instance, loopback) && !decides(list, loopback));
    if (missing.length === 0) return;
    // A list with the entire Internet has another problem.
    if (trustedInternet(instance, undefined).length > 0) return;
    const networks = missing.map(({ network }) => network).join(', ');
    const edit = insertWord(instance, list.value, networks);
    yield {
      at,
      message:
        `mynetworks does not include ${missing.map(({ address }) => address).join(' or ')}. ` +
        'Programs on this host that connect to localhost are not trusted, so smtpd does not relay their mail. ' +
        `Add ${networks}.`,
      ...(edit && { fixes: [{ title: `Add ${networks}`, edits: [edit] }] }),
    };
  },
};

interface Loopback {
  readonly protocol: string;
  readonly address: string;
  readonly network: string;
}

const loopbacks: readonly Loopback[] = [
  { protocol: 'ipv4', address: '127.0.0.1', network: '127.0.0.0/8' },
  { protocol: 'ipv6', address: '::1', network: '[::1]/128' },
];

function hasSmtpd(instance: Instance): boolean {
  return instance.files.master === undefined || smtpdServices(instance).some(({ type }) => type !== 'unix');
}

/** The lists for relaying contain something, and no list contains permit_mynetworks. */
function trustsNoNetwork(instance: Instance): boolean {
  const lists = smtpdScopes(instance).flatMap((service) =>
    relayCheckLists.map((name) => listValue(instance, service, name)?.nodes ?? []),
  );
  const all = [...lists.flat(), ...everyRestrictionWord(instance).map(({ node }) => node)];
  return (
    lists.some((nodes) => nodes.length > 0) && !all.some((node) => isRestriction(node, 'permit_mynetworks'))
  );
}

/** Not empty, and without tables, files, and names that are not defined. */
function isKnown({ patterns, value: { expansion } }: AddressList): boolean {
  return (
    patterns.length > 0 &&
    expansion.problems.length === 0 &&
    expansion.undefinedNames.length === 0 &&
    patterns.every((pattern) => !isTablePattern(pattern) && !pattern.text.startsWith('/'))
  );
}

function listensOn(instance: Instance, { protocol, address }: Loopback): boolean {
  const words = (name: string): readonly string[] =>
    (instance.expanded(name)?.text ?? '').toLowerCase().split(/[\s,]+/);
  const protocols = words('inet_protocols');
  if (!protocols.includes('all') && !protocols.includes(protocol)) return false;
  const everywhere = ['all', 'loopback-only', 'localhost', address, `[${address}]`];
  return words('inet_interfaces').some((word) => everywhere.includes(word));
}

/** Whether a pattern matches the address. After a `!`, it is excluded deliberately. */
function decides({ patterns }: AddressList, { address }: Loopback): boolean {
  return patterns.some(({ text }) => {
    if (/^localhost(?:\.|$)/i.test(text)) return true;
    const network = networkIn(text)?.network;
    return network !== undefined && inNetwork(network, address) !== false;
  });
}
