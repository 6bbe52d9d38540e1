// A compatibility_level below that of the release: some defaults are from an older Postfix (COMPATIBILITY_README).

import { atLeast, type Release } from '../../catalog/release.ts';
import type { Fix } from '../../edits/edit.ts';
import { compatibilityLevel as parseLevel } from '../../instance/expand.ts';
import type { Instance } from '../../instance/instance.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';
import { levelLocation } from '../shared/level-location.ts';
import { subnetTrust } from '../shared/subnet-trust.ts';

export const compatibilityLevel: Rule = {
  code: 'compatibility-level',
  title: 'Some defaults are from an older Postfix',
  severity: 'information',
  *configuration(context): Generator<Finding> {
    const { instance } = context;
    const newest = levels.findLast(({ since }) => atLeast(instance.release, since));
    const value = instance.value('compatibility_level');
    if (newest === undefined || value === undefined || instance.entries.length === 0) return;
    const now = parseLevel(instance.expanded('compatibility_level')?.text ?? '');
    if (now === undefined || now >= order(newest)) return;
    const old = levels.filter((level) => atLeast(instance.release, level.since) && now < order(level));
    const at = levelLocation(instance);
    if (at === undefined) return;
    // Another rule reports that the subnets may relay.
    const isReported = subnetTrust(context) !== undefined;
    const kept = old.flatMap(({ keeps }) =>
      keeps.filter((each) => each.holds(instance) && !(isReported && each.text === networksStyle)),
    );
    yield {
      at,
      message:
        `compatibility_level is ${value.source.kind === 'entry' ? value.raw : 'not set, so it is 0'} (newest level in Postfix ${instance.release.name}: ${newest.level}). ` +
        (kept.length === 0
          ? `Your files set every parameter that the level affects, but Postfix logs: ${logged(instance.release)}. Set`
          : `Postfix logs ${logged(instance.release)}, because these settings keep old defaults: ${kept.map(({ text }) => text).join(', ')}. Set the ones that you rely on, then set`) +
        ` compatibility_level = ${newest.level}.`,
      fixes: [raise(instance, newest.level)].filter((fix) => fix !== undefined),
    };
  },
};

interface Level {
  readonly level: string;
  /** The release that introduced it. */
  readonly since: string;
  /** Old defaults that apply below it (mail_params.c, check_legacy_defaults). */
  readonly keeps: readonly OldDefault[];
}

interface OldDefault {
  readonly text: string;
  readonly holds: (instance: Instance) => boolean;
}

const networksStyle = 'mynetworks_style = subnet';

const levels: readonly Level[] = [
  {
    level: '1',
    since: '3.0',
    keeps: [
      oldDefault('append_dot_mydomain = yes', 'append_dot_mydomain'),
      oldDefault('smtputf8_enable = no', 'smtputf8_enable'),
      oldDefault('smtpd_relay_restrictions = (empty)', 'smtpd_relay_restrictions'),
      { text: 'chroot = y for services with "-" in master.cf', holds: leavesChroot },
    ],
  },
  {
    level: '2',
    since: '3.0',
    keeps: [
      oldDefault(networksStyle, 'mynetworks_style', 'mynetworks'),
      oldDefault('relay_domains = $mydestination', 'relay_domains'),
    ],
  },
  {
    level: '3.6',
    since: '3.6',
    keeps: [
      oldDefault('smtpd_tls_fingerprint_digest = md5', 'smtpd_tls_fingerprint_digest'),
      oldDefault('smtp_tls_fingerprint_digest = md5', 'smtp_tls_fingerprint_digest'),
      oldDefault('lmtp_tls_fingerprint_digest = md5', 'lmtp_tls_fingerprint_digest'),
      oldDefault(
        'smtpd_relay_before_recipient_restrictions = no',
        'smtpd_relay_before_recipient_restrictions',
      ),
      oldDefault('respectful_logging = no', 'respectful_logging'),
    ],
  },
  {
    level: '3.11',
    since: '3.11',
    keeps: [
      oldDefault(
        'smtp_tls_security_level = (empty: outgoing mail is not encrypted)',
        'smtp_tls_security_level',
      ),
    ],
  },
];

/** Applies while main.cf sets none of the parameters. */
function oldDefault(text: string, ...names: readonly string[]): OldDefault {
  return { text, holds: (instance) => !names.some((name) => instance.entriesByName.has(name)) };
}

function leavesChroot(instance: Instance): boolean {
  return instance.services.some(({ item }) => item.fields[4]?.text === '-');
}

function order({ level }: Level): bigint {
  return parseLevel(level) ?? 0n;
}

function logged(release: Release): string {
  return logText(
    `Postfix is ${atLeast(release, '3.7') ? 'using' : 'running with'} backwards-compatible default settings`,
  );
}

function raise(instance: Instance, level: string): Fix | undefined {
  const { main } = instance.files;
  const own = instance.entriesOf('compatibility_level').at(-1);
  const [first] = instance.entries;
  if (main === undefined || first === undefined) return undefined;
  const title = `Set compatibility_level = ${level}`;
  if (own === undefined) {
    const at = { uri: main.uri, start: first.start, end: first.start };
    return { title, edits: [{ at, text: `compatibility_level = ${level}\n` }] };
  }
  const { start, item } = own;
  const at = { uri: main.uri, start: start + item.value.start, end: start + item.value.end };
  return { title, edits: [{ at, text: `${item.text === '' ? ' ' : ''}${level}` }] };
}
