// Questions and changes that several scenarios share.

import { atLeast } from '../catalog/release.ts';
import { expandedValue } from '../instance/expanded-values.ts';
import type { Instance } from '../instance/instance.ts';
import { parseBoolean } from '../syntax/scalars.ts';
import type { Change, RelayCheck, SetParameter } from './scenario.ts';

/** The value in force as it is written, on one line. Empty if only a default applies. */
export function writtenValue(instance: Instance, name: string): string {
  const value = instance.value(name);
  return value?.source.kind === 'entry'
    ? value.raw
        .trim()
        .replace(/[\s,]+/g, ' ')
        .replaceAll(' ', ', ')
    : '';
}

/** The same for a value that is not a list. */
export function writtenText(instance: Instance, name: string): string {
  const value = instance.value(name);
  return value?.source.kind === 'entry' ? value.raw.trim() : '';
}

/** The value of a boolean parameter in main.cf. */
export function isOn(instance: Instance, name: string): boolean {
  return parseBoolean(instance.expanded(name)?.text ?? '') === true;
}

/** The domain names in a list, after expansion, without tables and patterns. */
export function domainsIn(instance: Instance, name: string): readonly string[] {
  const value = expandedValue(instance, name);
  return (value?.nodes ?? [])
    .filter((node) => node.kind === 'word' && node.negated !== true)
    .map((node) => value?.expansion.text.slice(node.start, node.end) ?? '')
    .filter((text) => /^[\w-]+(?:\.[\w-]+)+$/.test(text));
}

export const relayCheck: RelayCheck = {
  kind: 'relay-check',
  open: true,
  whenKept:
    'the list does not change. If it permits strangers before reject_unauth_destination, they can relay. If it rejects them before that restriction, they cannot send mail to your domains.',
};

/** A server that receives mail from other servers must listen on more than the loopback interface. */
export function listens(instance: Instance): readonly Change[] {
  const words = (instance.expanded('inet_interfaces')?.text ?? 'all').split(/[\s,]+/);
  const isShut = words.every((word) => /^(?:|loopback-only|localhost|127\.[\d.]+|\[?::1\]?)$/.test(word));
  const change: SetParameter = {
    kind: 'set',
    name: 'inet_interfaces',
    value: 'all',
    whenKept: 'only programs on this host can connect, and no mail arrives from other servers.',
  };
  return isShut && instance.expanded('inet_interfaces')?.text !== '' ? [change] : [];
}

/** The minimum of mynetworks, so that programs on this host can send. */
export function loopback(instance: Instance): readonly string[] {
  const protocols = instance.expanded('inet_protocols')?.text ?? 'all';
  return /\b(?:all|ipv6)\b/.test(protocols) ? ['127.0.0.0/8', '[::1]/128'] : ['127.0.0.0/8'];
}

/** The compatibility level for a new main.cf; undefined if the release has none. */
export function newLevel({ release }: Instance): string | undefined {
  if (!atLeast(release, '3.0')) return undefined;
  return atLeast(release, '3.6') ? '3.6' : '2';
}
