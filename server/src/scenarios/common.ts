// What several scenarios ask, and have in common.

import { atLeast } from '../catalog/release.ts';
import type { Instance } from '../instance/instance.ts';
import { expandedValue } from '../instance/words.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import type { Change, RelayGate, SetParameter } from './scenario.ts';

/** The value in force as it is written, on one line; empty when only a default gives it one. */
export function writtenValue(instance: Instance, name: string): string {
  const value = instance.value(name);
  return value?.source.kind === 'entry'
    ? value.raw
        .trim()
        .replace(/[\s,]+/g, ' ')
        .replaceAll(' ', ', ')
    : '';
}

/** The same for a value that is no list. */
export function writtenText(instance: Instance, name: string): string {
  const value = instance.value(name);
  return value?.source.kind === 'entry' ? value.raw.trim() : '';
}

/** A boolean of main.cf. */
export function isOn(instance: Instance, name: string): boolean {
  return parseBoolean(instance.expanded(name)?.text ?? '') === true;
}

/** The plain names of domains in a list, expanded. */
export function domainsIn(instance: Instance, name: string): readonly string[] {
  const value = expandedValue(instance, name);
  return (value?.nodes ?? [])
    .filter((node) => node.kind === 'word' && node.negated !== true)
    .map((node) => value?.expansion.text.slice(node.start, node.end) ?? '')
    .filter((text) => /^[\w-]+(?:\.[\w-]+)+$/.test(text));
}

export const gate: RelayGate = {
  kind: 'gate',
  open: true,
  whenKept:
    'The list stays as it is: what it permits before reject_unauth_destination, strangers may send anywhere, and what it refuses before, nobody may send here.',
};

/** A server that others send to listens on more than its own loopback interface. */
export function listens(instance: Instance): readonly Change[] {
  const words = (instance.expanded('inet_interfaces')?.text ?? 'all').split(/[\s,]+/);
  const isShut = words.every((word) => /^(?:|loopback-only|localhost|127\.[\d.]+|\[?::1\]?)$/.test(word));
  const change: SetParameter = {
    kind: 'set',
    name: 'inet_interfaces',
    value: 'all',
    whenKept: 'Only programs on this host can connect: no mail comes in from other servers.',
  };
  return isShut && instance.expanded('inet_interfaces')?.text !== '' ? [change] : [];
}

/** What mynetworks has at least, so that programs on this host can send. */
export function loopback(instance: Instance): readonly string[] {
  const protocols = instance.expanded('inet_protocols')?.text ?? 'all';
  return /\b(?:all|ipv6)\b/.test(protocols) ? ['127.0.0.0/8', '[::1]/128'] : ['127.0.0.0/8'];
}

/** The compatibility level that a new main.cf begins with; undefined where there is none. */
export function newLevel({ release }: Instance): string | undefined {
  if (!atLeast(release, '3.0')) return undefined;
  return atLeast(release, '3.6') ? '3.6' : '2';
}
