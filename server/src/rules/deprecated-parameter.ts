// A parameter that the target release itself announces to remove (postconf_unused.c, DEPRECATION_README).

import type { Location, PlacedEntry } from '../instance/instance.ts';
import { settings } from '../instance/settings.ts';
import { commentOut, replace } from './edits.ts';
import type { Finding, Fix, Rule, RuleContext } from './rule.ts';

export const deprecatedParameter: Rule = {
  code: 'deprecated-parameter',
  title: 'Support for this parameter will be removed',
  severity: 'warning',
  *check(context: RuleContext): Generator<Finding> {
    for (const { name, at, entry } of settings(context.instance)) {
      yield* finding(context, name, at, () =>
        entry === undefined ? undefined : mend(context, at.uri, entry),
      );
    }
  },
};

function* finding(
  { instance }: RuleContext,
  name: string,
  at: Location,
  fix: () => Fix | undefined,
): Generator<Finding> {
  const parameter = instance.catalog.parameter(name);
  if (parameter?.deprecated === undefined || !instance.catalog.isDeprecated(parameter)) return;
  const { since, successor } = parameter.deprecated;
  const mended = fix();
  yield {
    at,
    tag: 'deprecated',
    message:
      `${name} is deprecated since Postfix ${since}. Postfix still takes it, and postconf warns that support will be removed. ` +
      (successor === undefined
        ? 'Leave it at its default: remove the line.'
        : `Specify ${successor} instead.`),
    ...(mended === undefined ? {} : { fixes: [mended] }),
  };
}

/** Renamed, with the same values. */
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

/** The line in today's words; undefined where the successor needs a human. */
function mend({ instance }: RuleContext, uri: string, entry: PlacedEntry): Fix | undefined {
  const { name, value, line } = entry.item;
  const successor = instance.catalog.parameter(name.text)?.deprecated?.successor;
  const remove: Fix = { title: `Comment out ${name.text}`, edits: commentOut(uri, entry), preferred: true };
  if (successor === undefined) return remove;
  // A level makes Postfix ignore the old pair, even one that comes from a default (TLS_README).
  if (successor.endsWith('_tls_security_level') && instance.expanded(successor)?.text) return remove;
  if (instance.entriesOf(successor).at(-1)?.item.text) return undefined;
  const text = successorValue(
    instance.expanded(name.text)?.text ?? '',
    name.text,
    (other) => instance.expanded(other)?.text ?? '',
  );
  // postscreen and tlsproxy do by default what smtpd does: a no may stand against its yes.
  if (text === 'nothing')
    return isYes(instance.expand(instance.defaultOf(name.text) ?? '').text) ? undefined : remove;
  if (text === undefined && !renamed.has(name.text)) return undefined;
  const written = text ?? line.text.slice(value.start, value.end);
  return {
    title: `Change to ${successor} = ${written.replace(/\s+/g, ' ')}`,
    edits: [
      replace(uri, entry.start, name, successor),
      ...(text === undefined ? [] : [replace(uri, entry.start, value, text)]),
    ],
    preferred: true,
  };
}

/** The successor's value; `nothing` when the old setting does nothing. */
function successorValue(value: string, name: string, other: (name: string) => string): string | undefined {
  const on = isYes(value);
  if (name === 'disable_dns_lookups') return on ? 'disabled' : 'nothing';
  const [, side, pair] = /^(smtp|smtpd|lmtp|postscreen|tlsproxy)_(use_tls|enforce_tls)$/.exec(name) ?? [];
  if (side === undefined) return undefined;
  if (!on) return 'nothing';
  if (pair === 'use_tls' && !isYes(other(`${side}_enforce_tls`))) return 'may';
  // A client that enforces TLS also checks the server's name, unless told otherwise.
  return isYes(other(`${side}_tls_enforce_peername`)) ? 'verify' : 'encrypt';
}

function isYes(value: string): boolean {
  return value.toLowerCase() === 'yes';
}
