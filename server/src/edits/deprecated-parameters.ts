// Replaces a deprecated setting with the parameter that supersedes it.

import type { ReleaseCatalog } from '../catalog/catalog.ts';
import { namesIn } from '../instance/expand.ts';
import { type Instance, rawText } from '../instance/instance.ts';
import type { Setting } from '../instance/settings.ts';
import type { Name } from '../syntax/expression.ts';
import type { Entry } from '../syntax/main-cf.ts';
import { memoize } from '../syntax/memoize.ts';
import type { Span } from '../syntax/text.ts';
import type { Edit, Fix } from './edit.ts';
import { commentOut, replace } from './lines.ts';

/**
 * Whether Postfix ignores a deprecated setting because its successor is set: the old TLS switches if a security level
 * is set, even by a default (TLS_README), the sites if there are policies (smtp_tls_policy.c), disable_dns_lookups if a
 * support level is set (smtp.c), and a renamed parameter, which only the default of its new name refers to.
 */
export function isOverruled(instance: Instance, { name, service }: Setting, replacement: string): boolean {
  if (/_tls_security_level$|^(?:smtp|lmtp)_tls_policy_maps$|^smtp_dns_support_level$/.test(replacement))
    return (instance.expanded(replacement, service)?.text ?? '') !== '';
  const { source } = instance.value(replacement, service) ?? {};
  if (source === undefined || source.kind === 'default') return false;
  if (!namesInDefault(instance.catalog, replacement).includes(name)) return false;
  return !(
    source.kind === 'entry' ? namesInEntry(source.entry.item) : namesIn(rawText(source) ?? '')
  ).includes(name);
}

const namesInEntry = memoize(({ raw }: Entry): readonly string[] => namesIn(raw));

const namesInDefault = memoize((catalog: ReleaseCatalog, name: string): readonly string[] =>
  namesIn(catalog.defaultOf(name) ?? ''),
);

/** Renamed parameters that take the same values. */
const renamed = new Set([
  'authorized_verp_clients',
  'fallback_relay',
  'lmtp_per_record_deadline',
  'postscreen_dnsbl_ttl',
  'postscreen_dnsbl_whitelist_threshold',
  'postscreen_whitelist_interfaces',
  'smtp_per_record_deadline',
  'smtpd_client_connection_limit_exceptions',
  'smtpd_per_record_deadline',
  'tlsproxy_client_level',
  'tlsproxy_client_policy',
  'postscreen_blacklist_action',
  'virtual_maps',
]);

/**
 * The setting in its current form, whether the release calls the old one deprecated or not. Undefined if a person has
 * to decide.
 */
export function inCurrentForm(instance: Instance, setting: Setting): Fix | undefined {
  const { name, at, service, entry } = setting;
  const replacement = instance.catalog.parameter(name)?.deprecated?.replacement;
  const remove: Fix | undefined = entry && {
    title: `Comment out ${name}`,
    edits: commentOut(at.uri, entry),
    preferred: true,
  };
  if (replacement === undefined) return remove;
  const of = (other: string): string => instance.expanded(other, service)?.text ?? '';
  if (isOverruled(instance, setting, replacement)) return remove;
  if (instance.entriesOf(replacement).at(-1)?.item.text) return undefined;
  const text = replacementValue(of(name), name, of);
  // By default, postscreen and tlsproxy use smtpd's settings. A "no" may override a "yes" there.
  if (text === 'nothing')
    return isYes(instance.expand(instance.defaultOf(name) ?? '').text) ? undefined : remove;
  if (text === undefined && !renamed.has(name)) return undefined;
  const value = writtenValue(instance, setting);
  if (value === undefined) return undefined;
  return {
    title: `Change to ${replacement} = ${(text ?? value.text).replace(/\s+/g, ' ')}`.trimEnd(),
    edits: [
      { at, text: replacement },
      ...(text === undefined ? [] : [{ at: { uri: at.uri, start: value.start, end: value.end }, text }]),
      ...(service === undefined ? inServices(instance, name, replacement) : []),
    ],
    preferred: true,
  };
}

/**
 * A level in main.cf also disables the old pair in services, so services that set one of the pair get their own level.
 */
function inServices(instance: Instance, name: string, replacement: string): Edit[] {
  const { master } = instance.files;
  const [, side] = tlsPair.exec(name) ?? [];
  if (side === undefined || master === undefined) return [];
  return instance.services.flatMap((service): Edit[] => {
    if (instance.overridesOf(service, replacement).length > 0) return [];
    const { name: old, value } =
      ['enforce_tls', 'use_tls']
        .flatMap((each) => instance.overridesOf(service, `${side}_${each}`).slice(-1))
        .at(0) ?? {};
    if (old === undefined || value === undefined) return [];
    const of = (other: string): string => instance.expanded(other, service)?.text ?? '';
    const [use, enforce] = [`${side}_use_tls`, `${side}_enforce_tls`];
    const level = replacementValue('yes', isYes(of(enforce)) ? enforce : use, of) ?? 'may';
    const isOn = isYes(of(use)) || isYes(of(enforce));
    return [
      replace(master.uri, service.start, old, replacement),
      replace(master.uri, service.start, value, isOn ? level : 'none'),
    ];
  });
}

const tlsPair = /^(smtp|smtpd|lmtp|postscreen|tlsproxy)_(use_tls|enforce_tls)$/;

/** The value of a setting as written, with its place in the file. */
function writtenValue(instance: Instance, { name, at, entry, service }: Setting): Name | undefined {
  const placed = (base: number, { start, end }: Span, text: string): Name => ({
    start: base + start,
    end: base + end,
    text,
  });
  if (entry !== undefined) {
    const { value, line } = entry.item;
    return placed(entry.start, value, line.text.slice(value.start, value.end));
  }
  if (service === undefined) return undefined;
  const override = instance
    .overridesOf(service, name)
    .find((each) => each.name !== undefined && service.start + each.name.start === at.start);
  return override?.value && placed(service.start, override.value, override.value.text);
}

/** The value of the new parameter; `nothing` if the old setting has no effect. */
function replacementValue(value: string, name: string, other: (name: string) => string): string | undefined {
  const on = isYes(value);
  if (name === 'disable_dns_lookups') return on ? 'disabled' : 'nothing';
  const [, side, pair] = tlsPair.exec(name) ?? [];
  if (side === undefined) return undefined;
  if (!on) return 'nothing';
  if (pair === 'use_tls' && !isYes(other(`${side}_enforce_tls`))) return 'may';
  // A client that enforces TLS also checks the server's name, unless configured otherwise.
  return isYes(other(`${side}_tls_enforce_peername`)) ? 'verify' : 'encrypt';
}

function isYes(value: string): boolean {
  return value.toLowerCase() === 'yes';
}
