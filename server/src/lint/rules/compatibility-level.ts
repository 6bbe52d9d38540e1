// A compatibility_level below the release's own: some defaults are those of an older Postfix (COMPATIBILITY_README).

import { atLeast, type Release } from '../../catalog/release.ts';
import type { Fix } from '../../edits/edit.ts';
import { compatibilityLevel as parseLevel } from '../../instance/expand.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import type { Finding, Rule } from '../rule.ts';

export const compatibilityLevel: Rule = {
  code: 'compatibility-level',
  title: 'Some defaults are those of an older Postfix',
  severity: 'information',
  *configuration({ instance }): Generator<Finding> {
    const newest = levels.findLast(({ since }) => atLeast(instance.release, since));
    const value = instance.value('compatibility_level');
    if (newest === undefined || value === undefined || instance.entries.length === 0) return;
    const now = parseLevel(instance.expanded('compatibility_level')?.text ?? '');
    if (now === undefined || now >= order(newest)) return;
    const old = levels.filter((level) => atLeast(instance.release, level.since) && now < order(level));
    const at = place(instance);
    if (at === undefined) return;
    const kept = old.flatMap(({ keeps }) => keeps.filter(({ holds }) => holds(instance)));
    yield {
      at,
      message:
        `${value.source.kind === 'entry' ? `compatibility_level is ${value.raw}` : 'Nothing sets compatibility_level, so it is 0'}, and this Postfix has ${newest.level}. ` +
        (kept.length === 0
          ? `The files set all that this decides; Postfix does as they say, and ${says(instance.release)}. Set`
          : `Postfix keeps defaults of an older release: ${kept.map(({ text }) => text).join(', ')}; ${says(instance.release)}. Set what you depend on, then`) +
        ` compatibility_level = ${newest.level}.`,
      fixes: [raise(instance, newest.level)].filter((fix) => fix !== undefined),
    };
  },
};

interface Level {
  readonly level: string;
  /** The release that brought it. */
  readonly since: string;
  /** Old defaults that hold below it (mail_params.c, check_legacy_defaults). */
  readonly keeps: readonly OldDefault[];
}

interface OldDefault {
  readonly text: string;
  readonly holds: (instance: Instance) => boolean;
}

const levels: readonly Level[] = [
  {
    level: '1',
    since: '3.0',
    keeps: [
      oldDefault('append_dot_mydomain = yes', 'append_dot_mydomain'),
      oldDefault('smtputf8_enable = no', 'smtputf8_enable'),
      oldDefault('an empty smtpd_relay_restrictions', 'smtpd_relay_restrictions'),
      { text: 'services with - for chroot are chrooted', holds: leavesChroot },
    ],
  },
  {
    level: '2',
    since: '3.0',
    keeps: [
      oldDefault('mynetworks_style = subnet', 'mynetworks_style', 'mynetworks'),
      oldDefault('relay_domains = $mydestination', 'relay_domains'),
    ],
  },
  {
    level: '3.6',
    since: '3.6',
    keeps: [
      oldDefault('md5 for smtpd_tls_fingerprint_digest', 'smtpd_tls_fingerprint_digest'),
      oldDefault('md5 for smtp_tls_fingerprint_digest', 'smtp_tls_fingerprint_digest'),
      oldDefault('md5 for lmtp_tls_fingerprint_digest', 'lmtp_tls_fingerprint_digest'),
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
    keeps: [oldDefault('an empty smtp_tls_security_level', 'smtp_tls_security_level')],
  },
];

/** It holds while main.cf sets none of the parameters. */
function oldDefault(text: string, ...names: readonly string[]): OldDefault {
  return { text, holds: (instance) => !names.some((name) => instance.entriesByName.has(name)) };
}

function leavesChroot(instance: Instance): boolean {
  return instance.services.some(({ item }) => item.fields[4]?.text === '-');
}

function order({ level }: Level): bigint {
  return parseLevel(level) ?? 0n;
}

function says(release: Release): string {
  return atLeast(release, '3.7')
    ? 'it logs: Postfix is using backwards-compatible default settings'
    : 'it logs: Postfix is running with backwards-compatible default settings';
}

/** The value, or the first name of main.cf where there is none. */
function place(instance: Instance): Location | undefined {
  const { main } = instance.files;
  const own = instance.entriesOf('compatibility_level').at(-1);
  const [first] = instance.entries;
  if (main === undefined || first === undefined) return undefined;
  const { start, item } = own ?? first;
  const span = own === undefined || item.text === '' ? item.name : item.value;
  return { uri: main.uri, start: start + span.start, end: start + span.end };
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
