// A setting that another setting puts out of use (inet_proto and mynetworks.c; local/mailbox.c; qmgr_transport.c).

import { atLeast } from '../../catalog/release.ts';
import { commentOut } from '../../edits/lines.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import { type Instance, overrides, type PlacedEntry } from '../../instance/instance.ts';
import { valuesNamed } from '../../instance/read-values.ts';
import type { Tables } from '../../instance/table-files.ts';
import { restrictionLists, scopesOf } from '../../mail/restriction-lists.ts';
import { everyRestrictionWord } from '../../mail/restriction-words.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { smtpdServices } from '../../mail/smtpd-services.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import { areTransportTablesReadable, transportReferences } from '../../mail/transports.ts';
import { memoize } from '../../syntax/memoize.ts';
import { parseTime } from '../../syntax/scalars.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { isUsed } from '../shared/protocol-lists.ts';

export const settingWithoutEffect: Rule = {
  code: 'setting-without-effect',
  title: 'Setting has no effect because of another setting',
  severity: 'information',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const main = new ServiceSettings(instance, undefined);
    for (const [name, { by, because }] of Object.entries(overruled)) {
      const entry = instance.entriesOf(name).at(-1);
      if (entry === undefined || entry.item.raw === '' || isOverridden(instance, name, ...lost(name, by)))
        continue;
      const cause = by.find((each) => instance.entriesByName.has(each) && isSet(main, each));
      if (cause === undefined) continue;
      const place = main.at(cause);
      yield {
        ...finding(instance, entry, `${cause} is set`, because, `Remove ${name}.`),
        ...(place && { related: [{ at: place, message: 'This setting takes precedence' }] }),
      };
    }
    yield* concurrency(instance);
    yield* logins(instance);
    yield* oldTlsSwitches(instance);
    yield* curveGrade(instance);
    yield* offersOfTls(instance, main);
    yield* repeatedExclusions(instance, main);
    yield* mailboxes(instance, tables, main);
    yield* withoutRestriction(instance);
    yield* ownLoginMaps(instance);
    yield* withoutDomains(instance, main);
    yield* mandatoryCiphers(instance);
    yield* optionalTls(instance);
    yield* backoff(instance, main);
    yield* aliases(instance, main);
    yield* networkStyle(instance);
  },
};

interface Overruled {
  /** The first of these that is set overrules the setting. */
  readonly by: readonly string[];
  readonly because: string;
}

const local =
  'local(8) delivers to the first of mailbox_transport, mailbox_command, home_mailbox, and mail_spool_directory that is set';

const overruled: Readonly<Record<string, Overruled>> = {
  mynetworks_style: {
    by: ['mynetworks'],
    because: 'Postfix uses the style only to compute the default value of mynetworks',
  },
  mailbox_command: { by: ['mailbox_transport'], because: local },
  home_mailbox: { by: ['mailbox_transport', 'mailbox_command'], because: local },
  mail_spool_directory: { by: ['mailbox_transport', 'mailbox_command', 'home_mailbox'], because: local },
};

/** An empty mynetworks is also a value. */
function isSet(main: ServiceSettings, name: string): boolean {
  return name === 'mynetworks' ? main.text(name) !== undefined : main.has(name);
}

/** The parameters whose override in a service could put the setting into use: whatever mynetworks is, it has a value. */
function lost(name: string, by: readonly string[]): readonly string[] {
  return name === 'mynetworks_style' ? [] : by;
}

function isOverridden(instance: Instance, ...names: readonly string[]): boolean {
  return instance.services.some((service) =>
    names.some((name) => instance.overridesOf(service, name).length > 0),
  );
}

const limit = '_destination_concurrency_limit';

/** A delay between deliveries to a destination allows only one at a time. */
function* concurrency(instance: Instance): Generator<Finding> {
  for (const entry of instance.entries.filter(({ item }) => item.name.text.endsWith(limit))) {
    const name = entry.item.name.text;
    const transport = name.slice(0, -limit.length);
    if (!/^\w[\w-]*$/.test(transport) || entry !== instance.entriesOf(name).at(-1)) continue;
    if (!(Number(entry.item.raw) > 1)) continue;
    const own = `${transport}_destination_rate_delay`;
    const delay = instance.entriesByName.has(own) ? own : 'default_destination_rate_delay';
    if (transport === 'default' && instance.services.length === 0) continue;
    const seconds = parseTime(instance.entriesOf(delay).at(-1)?.item.raw ?? '', 's')?.seconds ?? 0;
    if (seconds === 0 || isOverridden(instance, name, delay)) continue;
    yield finding(
      instance,
      entry,
      `${delay} is set`,
      'With a delay between deliveries, the queue manager makes only one delivery at a time to each destination',
    );
  }
}

/** Settings for the logins of clients, but no service lets them log in. */
function* logins(instance: Instance): Generator<Finding> {
  const services = smtpdServices(instance);
  const enable = 'smtpd_sasl_auth_enable';
  // An explicit "no" is a decision, and the other settings are kept for later.
  if (services.length === 0 || instance.entriesByName.has(enable)) return;
  if (services.some((service) => !isOff(new ServiceSettings(instance, service).text(enable)))) return;
  const name = ['smtpd_sasl_type', 'broken_sasl_auth_clients'].find((each) => {
    const raw = instance.entriesOf(each).at(-1)?.item.raw ?? '';
    return each === 'broken_sasl_auth_clients' ? /^yes$/i.test(raw) : raw !== '' && raw !== 'cyrus';
  });
  const entry = name === undefined ? undefined : instance.entriesOf(name).at(-1);
  if (entry !== undefined)
    yield finding(
      instance,
      entry,
      `${enable} is off in every service`,
      'smtpd offers no logins',
      `Set ${enable} = yes for the service that users log in to, or remove the line.`,
    );
}

/** smtp_use_tls and similar switches, although a level is set. Later, deprecated-parameter reports them. */
function* oldTlsSwitches(instance: Instance): Generator<Finding> {
  for (const entry of instance.entries) {
    const name = entry.item.name.text;
    const [, side] = /^(smtpd?|lmtp)_(?:use|enforce)_tls$/.exec(name) ?? [];
    if (side === undefined || entry !== instance.entriesOf(name).at(-1)) continue;
    const level = `${side}_tls_security_level`;
    const parameter = instance.catalog.parameter(name);
    if (parameter === undefined || !instance.catalog.knows(level) || instance.catalog.isDeprecated(parameter))
      continue;
    const services = instance.services.filter(({ program }) => program === side);
    const scopes = [undefined, ...services].map((service) => new ServiceSettings(instance, service));
    const isIgnored = scopes.every((settings) => settings.has(level));
    if (!isIgnored || isReferredTo(instance, name) || isOverridden(instance, name)) continue;
    const place = scopes[0]?.at(level);
    yield {
      ...finding(
        instance,
        entry,
        `${level} is set`,
        'Postfix uses the older parameter only if the level is empty',
        'Remove the line.',
      ),
      ...(place && { related: [{ at: place, message: 'This setting takes precedence' }] }),
    };
  }
}

/** Since 3.6, smtpd always offers the curves in tls_eecdh_auto_curves (tls_server.c). */
function* curveGrade(instance: Instance): Generator<Finding> {
  const name = 'smtpd_tls_eecdh_grade';
  const entry = instance.entriesOf(name).at(-1);
  const parameter = instance.catalog.parameter(name);
  if (entry === undefined || parameter === undefined || instance.catalog.isDeprecated(parameter)) return;
  if (!atLeast(instance.release, '3.6') || /^(?:auto)?$/i.test(entry.item.raw)) return;
  yield {
    ...finding(instance, entry, '', ''),
    message:
      `Postfix 3.6 and later ignore ${name}. ` +
      'smtpd always offers the curves in tls_eecdh_auto_curves. Remove the line.',
  };
}

function isOff(text: string | undefined): boolean {
  return text?.toLowerCase() === 'no';
}

/** The client logs that a server offers TLS only if it does not use TLS itself (smtp_proto.c). */
function* offersOfTls(instance: Instance, main: ServiceSettings): Generator<Finding> {
  const name = 'smtp_tls_note_starttls_offer';
  const level = 'smtp_tls_security_level';
  const perSite = ['smtp_tls_policy_maps', 'smtp_tls_per_site'];
  const entry = instance.entriesOf(name).at(-1);
  if (entry === undefined || !main.is(name) || isOverridden(instance, name, level, ...perSite)) return;
  if (perSite.some((each) => instance.catalog.knows(each) && !main.lacks(each))) return;
  const text = main.text(level)?.toLowerCase();
  const cause =
    text === ''
      ? ['smtp_use_tls', 'smtp_enforce_tls'].find((each) => main.is(each))
      : text !== undefined && text !== 'none'
        ? level
        : undefined;
  if (cause !== undefined)
    yield {
      ...finding(
        instance,
        entry,
        `${cause} is ${cause === level ? text : 'yes'}`,
        'The SMTP client logs that a server offers TLS only if the client does not use TLS',
        'Remove the line.',
      ),
      severity: 'hint',
    };
}

/** Where TLS is required, both lists of ciphers apply (smtpd.c; smtp_tls_policy.c). */
function* repeatedExclusions(instance: Instance, main: ServiceSettings): Generator<Finding> {
  for (const prefix of ['smtp', 'smtpd', 'lmtp']) {
    const [name, general] = [`${prefix}_tls_mandatory_exclude_ciphers`, `${prefix}_tls_exclude_ciphers`];
    const entry = instance.entriesOf(name).at(-1);
    if (entry === undefined || !instance.entriesByName.has(general) || entry.item.raw.includes('$')) continue;
    if (isOverridden(instance, name, general)) continue;
    const [words, known] = [ciphers(main.text(name)), new Set(ciphers(main.text(general)))];
    if (words.length === 0 || !words.every((word) => known.has(word))) continue;
    yield {
      ...finding(
        instance,
        entry,
        `${general} contains all its words`,
        `${general} also applies where TLS is required`,
        'Remove the line.',
      ),
      severity: 'hint',
    };
  }
}

function ciphers(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[\s,:]+/).filter((word) => word !== '');
}

/** Tables that only a restriction reads, while no list contains that restriction (smtpd_check.c). */
const readByRestrictions: Readonly<
  Record<string, { readonly restriction: RegExp; readonly because: string; readonly advice: string }>
> = {
  smtpd_sender_login_maps: {
    restriction: /^reject_(?:\w+_)?sender_login_mismatch$/i,
    because: 'no list contains reject_sender_login_mismatch or a similar restriction',
    advice:
      'Users who have logged in can use any sender address. ' +
      'Put reject_authenticated_sender_login_mismatch before permit_sasl_authenticated, or remove the line.',
  },
  relay_clientcerts: {
    restriction: /^permit_tls_(?:all_)?clientcerts$/i,
    because: 'no list contains permit_tls_clientcerts or permit_tls_all_clientcerts',
    advice: 'Certificates in this table permit nothing. Add the restriction, or remove the line.',
  },
};

function* withoutRestriction(instance: Instance): Generator<Finding> {
  if (!isEveryListKnown(instance) || smtpdServices(instance).length === 0) return;
  for (const [name, { restriction, because, advice }] of Object.entries(readByRestrictions)) {
    const entry = instance.entriesOf(name).at(-1);
    if (entry === undefined || entry.item.raw === '' || isReferredTo(instance, name)) continue;
    const words = everyRestrictionWord(instance);
    if (words.some(({ node }) => node.kind === 'restriction' && restriction.test(node.name.text))) continue;
    if (isInRewriteClients(instance, restriction)) continue;
    yield {
      ...finding(instance, entry, because, ''),
      message: `${name} has no effect, because ${because}. ${advice}`,
    };
  }
}

/** The clients whose headers smtpd rewrites are a list of similar words (smtpd_check.c). */
function isInRewriteClients(instance: Instance, restriction: RegExp): boolean {
  const lists = valuesNamed(instance, 'local_header_rewrite_clients');
  return lists.some(
    ({ text }) => text === undefined || text.split(/[\s,]+/).some((word) => restriction.test(word)),
  );
}

/** The same for a service that has its own table of logins. */
function* ownLoginMaps(instance: Instance): Generator<Finding> {
  const name = 'smtpd_sender_login_maps';
  const { restriction, because, advice } = readByRestrictions[name] ?? {};
  if (restriction === undefined || !isEveryListKnown(instance)) return;
  for (const service of smtpdServices(instance)) {
    const override = instance.overridesOf(service, name).at(-1);
    const at = override && nameLocation(instance, { kind: 'override', service, override });
    if (at === undefined || override?.value?.text === '' || isReferredTo(instance, name)) continue;
    const words = everyRestrictionWord(instance).filter(
      // A class can be in any list.
      ({ list }) => list.list === undefined || scopesOf(instance, list).includes(service),
    );
    if (words.some(({ node }) => node.kind === 'restriction' && restriction.test(node.name.text))) continue;
    yield { at, message: `${name} has no effect here, because ${because}. ${advice}`, tag: 'unnecessary' };
  }
}

/** False if a list contains a $name without a known value, which can be any restriction. */
function isEveryListKnown(instance: Instance): boolean {
  return restrictionLists(instance).every(
    ({ value: { expansion } }) => expansion.problems.length === 0 && expansion.undefinedNames.length === 0,
  );
}

/** Settings for virtual mailboxes or relayed mail without any domain (trivial-rewrite, resolve.c). */
function* withoutDomains(instance: Instance, main: ServiceSettings): Generator<Finding> {
  if (smtpdServices(instance).length === 0) return;
  for (const [name, { domains, because, advice }] of Object.entries(forDomains)) {
    const entry = instance.entriesOf(name).at(-1);
    if (entry === undefined || entry.item.raw === '' || !main.lacks(domains)) continue;
    if (isReferredTo(instance, name) || isOverridden(instance, domains, 'virtual_mailbox_maps')) continue;
    yield finding(instance, entry, `${domains} is empty`, because, advice);
  }
}

const forDomains = {
  virtual_transport: {
    domains: 'virtual_mailbox_domains',
    because: 'Postfix uses this transport only for virtual mailbox domains',
    advice: 'Set virtual_mailbox_domains, or remove the line. For local users, use mailbox_transport.',
  },
  relay_recipient_maps: {
    domains: 'relay_domains',
    because: 'Postfix looks up only recipients in relay domains there',
    advice: 'Set relay_domains, or remove the line.',
  },
} as const;

/** Cipher grades for mandatory TLS, while TLS is never mandatory. */
function* mandatoryCiphers(instance: Instance): Generator<Finding> {
  if (instance.files.master === undefined) return;
  for (const prefix of ['smtp', 'smtpd', 'lmtp']) {
    const [name, level] = [`${prefix}_tls_mandatory_ciphers`, `${prefix}_tls_security_level`];
    const entry = instance.entriesOf(name).at(-1);
    if (entry === undefined || entry.item.raw === '' || isReferredTo(instance, name)) continue;
    if (isUsed(instance, { name, service: undefined }, true)) continue;
    yield {
      ...finding(
        instance,
        entry,
        'no service requires TLS',
        `Postfix uses it only where ${level} is encrypt or stricter`,
        `For optional TLS, use ${prefix}_tls_ciphers.`,
      ),
      severity: 'hint',
    };
  }
}

/** Options for optional TLS in a service that requires TLS (smtpd.c). */
function* optionalTls(instance: Instance): Generator<Finding> {
  const { master } = instance.files;
  if (master === undefined) return;
  for (const service of smtpdServices(instance)) {
    if (new SmtpdSettings(instance, service).level !== 'encrypt') continue;
    for (const override of overrides(service.item)) {
      const name = override.name?.text ?? '';
      if (name !== 'smtpd_tls_protocols' && name !== 'smtpd_tls_ciphers') continue;
      const at = nameLocation(instance, { kind: 'override', service, override });
      const mandatory = name.replace('tls_', 'tls_mandatory_');
      if (at === undefined || references(service.item.line.text).includes(name)) continue;
      yield {
        at,
        severity: 'hint',
        message:
          `${name} has no effect, because this service requires TLS. ` +
          `smtpd then uses ${mandatory}. ` +
          (instance.overridesOf(service, mandatory).length > 0
            ? 'Remove the option.'
            : `Write ${mandatory} instead.`),
        tag: 'unnecessary',
      };
    }
  }
}

/** Aliases, while a program other than local(8) delivers to local users. */
function* aliases(instance: Instance, main: ServiceSettings): Generator<Finding> {
  const [name, transport] = ['alias_maps', 'local_transport'];
  const entry = instance.entriesOf(name).at(-1);
  const [service = ''] = (main.text(transport) ?? '').split(':');
  if (entry === undefined || entry.item.raw === '' || isOverridden(instance, transport)) return;
  if (!instance.entriesByName.has(transport) || !main.has('mydestination')) return;
  const program = instance.services.find((each) => each.name === service && each.type === 'unix')?.program;
  if (program !== 'virtual' && program !== 'lmtp' && program !== 'pipe') return;
  if (isReferredTo(instance, name)) return;
  const advice = 'Move the aliases to virtual_alias_maps.';
  const found = finding(
    instance,
    entry,
    `${transport} is ${service}`,
    'Only local(8) reads aliases, so mail to root or postmaster is not redirected',
    advice,
  );
  // By default, the list of recipients that smtpd accepts contains the aliases.
  yield instance.value('local_recipient_maps')?.source.kind === 'default'
    ? {
        at: found.at,
        message:
          `${name} does not redirect mail, because ${transport} is ${service}. ` +
          `smtpd accepts mail to the aliases, but only local(8) redirects it. ${advice}`,
      }
    : found;
}

/** `-o mynetworks_style` in a service that also sets mynetworks. */
function* networkStyle(instance: Instance): Generator<Finding> {
  for (const service of instance.services) {
    for (const override of instance.overridesOf(service, 'mynetworks_style')) {
      const at = nameLocation(instance, { kind: 'override', service, override });
      if (at === undefined || instance.value('mynetworks', service)?.source.kind === 'default') continue;
      yield {
        at,
        severity: 'hint',
        message:
          'mynetworks_style has no effect, because mynetworks is set. ' +
          'Postfix uses the style only to compute the default value of mynetworks. Remove the option.',
        tag: 'unnecessary',
      };
    }
  }
}

/** The queue manager looks for mail to try again once in each queue_run_delay (qmgr_scan.c). */
function* backoff(instance: Instance, main: ServiceSettings): Generator<Finding> {
  const [name, delay] = ['minimal_backoff_time', 'queue_run_delay'];
  const entry = instance.entriesOf(name).at(-1);
  const [shorter, longer] = [name, delay].map((each) => parseTime(main.text(each) ?? '', 's')?.seconds);
  if (entry === undefined || shorter === undefined || longer === undefined || shorter >= longer) return;
  if (isOverridden(instance, name, delay)) return;
  const effective = main.text(delay);
  yield {
    ...finding(instance, entry, '', ''),
    message:
      `${name} = ${main.text(name)} is shorter than ${delay} = ${effective}. ` +
      `The queue manager scans the deferred queue every ${effective}, so it does not retry a message earlier. ` +
      `Lower ${delay} as well, or remove the line.`,
  };
}

/** Settings of virtual(8), but there are no virtual mailboxes, or another program delivers to them. */
function* mailboxes(instance: Instance, tables: Tables, main: ServiceSettings): Generator<Finding> {
  const [transport, domains] = ['virtual_transport', 'virtual_mailbox_domains'];
  const [name = ''] = (main.text(transport) ?? '').split(':');
  const hasDomains =
    !main.lacks(domains) ||
    smtpdServices(instance).length === 0 ||
    isOverridden(instance, domains, 'virtual_mailbox_maps');
  if (hasDomains && (name === '' || !instance.entriesByName.has(transport))) return;
  if (isOverridden(instance, transport) || usesVirtualAgent(instance, tables, hasDomains ? name : '')) return;
  const entries = virtualAgentOnly.flatMap((each) => {
    const entry = instance.entriesOf(each).at(-1);
    return entry === undefined || entry.item.raw === '' || isReferredTo(instance, each) ? [] : [entry];
  });
  const [first, ...others] = entries.sort((a, b) => a.start - b.start);
  const { main: file } = instance.files;
  if (first === undefined || file === undefined) return;
  yield {
    ...finding(
      instance,
      first,
      hasDomains ? `${transport} is not virtual` : `${domains} is empty`,
      'Only virtual(8), which receives no mail, uses this setting',
      `Remove ${others.length > 0 ? `it, as well as ${sentenceList.format(others.map(({ item }) => item.name.text))}` : 'the line'}.`,
    ),
    ...(hasDomains && { severity: 'hint' }),
    ...(others.length > 0 && {
      related: others.flatMap((entry) => {
        const at = nameLocation(instance, { kind: 'entry', entry });
        return at === undefined ? [] : [{ at, message: 'This setting has no effect either' }];
      }),
    }),
    fixes: [
      {
        title: others.length > 0 ? 'Comment out these lines' : 'Comment out this line',
        edits: entries.flatMap((entry) => commentOut(file.uri, entry)),
        preferred: true,
      },
    ],
  };
}

const virtualAgentOnly = [
  'virtual_mailbox_base',
  'virtual_minimum_uid',
  'virtual_uid_maps',
  'virtual_gid_maps',
  'virtual_mailbox_limit',
];

const sentenceList = new Intl.ListFormat('en');

/**
 * Whether mail can get to a service that runs virtual(8), as far as the tables can be read.
 * @param transport that of the virtual mailbox domains; empty if there are none
 */
function usesVirtualAgent(instance: Instance, tables: Tables, transport: string): boolean {
  const agents = new Set([
    'virtual',
    ...instance.services.filter((each) => each.program === 'virtual').map((each) => each.name),
  ]);
  if (agents.has(transport) || !areTransportTablesReadable(instance, tables)) return true;
  const uses = transportReferences(instance, tables, { by: 'name', isWanted: (each) => agents.has(each) });
  for (const { by } of uses) if (by !== 'virtual_transport' || transport !== '') return true;
  return false;
}

/** Another setting takes the value of this one, and may use it for something else. */
function isReferredTo(instance: Instance, name: string): boolean {
  return namesReferredTo(instance).has(name);
}

const namesReferredTo = memoize(
  ({ entries, services }: Instance): ReadonlySet<string> =>
    new Set([
      ...entries.flatMap(({ item }) => references(item.raw)),
      ...services.flatMap(({ item }) => references(item.line.text)),
    ]),
);

/** The names after a `$`. */
function references(text: string): readonly string[] {
  if (!text.includes('$')) return [];
  return [...text.matchAll(/\$[({]?(\w+)/g)].map(([, name = '']) => name);
}

function finding(
  instance: Instance,
  entry: PlacedEntry,
  cause: string,
  because: string,
  advice = 'Remove one of the two settings.',
): Finding {
  const { main } = instance.files;
  const at = nameLocation(instance, { kind: 'entry', entry });
  if (main === undefined || at === undefined) throw new Error(`${entry.item.name.text} is not in any file`);
  return {
    at,
    message: `${entry.item.name.text} has no effect, because ${cause}. ${because}. ${advice}`,
    tag: 'unnecessary',
    fixes: [{ title: 'Comment out this line', edits: commentOut(main.uri, entry), preferred: true }],
  };
}
