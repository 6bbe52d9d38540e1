// A master.cf without a service that other programs of Postfix connect to (master(5), mail_connect.c, qmgr_transport.c).

import { atLeast } from '../../catalog/release.ts';
import { stockServices } from '../../catalog/services.ts';
import type { Edit, Fix } from '../../edits/edit.ts';
import type { Instance, InstanceFile, PlacedService } from '../../instance/instance.ts';
import { fieldOf } from '../../instance/service-fields.ts';
import { everyRestrictionWord } from '../../mail/restriction-words.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import type { MasterItem } from '../../syntax/master-cf.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const missingService: Rule = {
  code: 'missing-service',
  title: 'Service that Postfix needs is missing',
  severity: 'warning',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const { main, master } = instance.files;
    const [first] = instance.services;
    if (main === undefined || master === undefined || first === undefined) return;
    if (hasOtherLines(master)) return;
    const has = (name: string): boolean =>
      instance.services.some((service) => service.name === name && service.type !== 'inet');
    const missing = needed.filter(
      ({ name, since, parameter, isNeeded }) =>
        !has(name) &&
        atLeast(instance.release, since) &&
        (parameter === undefined || instance.expanded(parameter)?.text === name) &&
        isNeeded(instance),
    );
    const [one] = missing;
    if (one === undefined) return;
    if (missing.length > 3) {
      yield* part(master, first, instance, missing);
      return;
    }
    const uses = missing.map(({ name, purpose }) => `${name} (${purpose})`).join(', ');
    const lacks =
      missing.length === 1
        ? `master.cf has no ${one.name} service (${one.purpose}). `
        : `master.cf does not have these services: ${uses}. `;
    yield {
      at: fieldOf(master.uri, first, 'service').at,
      message:
        lacks +
        'Programs that need the service log a warning and wait, and mail is refused or stays in the queue. ' +
        `Add the ${missing.length === 1 ? 'service' : 'services'}.`,
      fixes: [{ ...addition(master, missing), preferred: true }],
    };
  },
};

/** A file that lacks most services can be only a part of a master.cf, which a script appends to another one. */
function* part(
  master: InstanceFile<MasterItem>,
  first: PlacedService,
  instance: Instance,
  missing: readonly Needed[],
): Generator<Finding> {
  const names = missing.map(({ name }) => name);
  if (!hasSmtpd(instance) || !names.includes('cleanup') || !names.includes('qmgr')) return;
  yield {
    at: fieldOf(master.uri, first, 'service').at,
    severity: 'information',
    message:
      `master.cf has an SMTP server, but it lacks ${names.slice(0, 3).join(', ')}, and ${names.length - 3} other services. ` +
      'If this is the whole file, Postfix can neither accept nor deliver mail. ' +
      'Start from the master.cf that Postfix installs.',
    fixes: [addition(master, missing)],
  };
}

function addition(master: InstanceFile<MasterItem>, missing: readonly Needed[]): Fix {
  const names = missing.map(({ name }) => name);
  const title = `Add ${names.length > 3 ? `${names.length} services` : names.join(', ')}`;
  return { title, edits: [addServices(master, names)] };
}

interface Needed {
  readonly name: string;
  readonly since: string;
  /** The parameter that can give the service another name. */
  readonly parameter?: string;
  readonly purpose: string;
  readonly isNeeded: (instance: Instance) => boolean;
}

const always = (): boolean => true;

const needed: readonly Needed[] = [
  {
    name: 'cleanup',
    since: '2.0',
    parameter: 'cleanup_service_name',
    purpose: 'accepting mail',
    isNeeded: always,
  },
  {
    name: 'qmgr',
    since: '2.0',
    parameter: 'queue_service_name',
    purpose: 'delivering mail',
    isNeeded: always,
  },
  {
    name: 'rewrite',
    since: '2.0',
    parameter: 'rewrite_service_name',
    purpose: 'addresses',
    isNeeded: always,
  },
  {
    name: 'bounce',
    since: '2.0',
    parameter: 'bounce_service_name',
    purpose: 'returned mail',
    isNeeded: always,
  },
  {
    name: 'defer',
    since: '2.0',
    parameter: 'defer_service_name',
    purpose: 'deferred mail',
    isNeeded: always,
  },
  {
    name: 'trace',
    since: '2.1',
    parameter: 'trace_service_name',
    purpose: 'delivery reports',
    isNeeded: always,
  },
  {
    name: 'error',
    since: '2.0',
    parameter: 'error_service_name',
    purpose: 'undeliverable mail',
    isNeeded: always,
  },
  { name: 'retry', since: '2.4', purpose: 'mail to unreachable destinations', isNeeded: always },
  {
    name: 'proxymap',
    since: '2.0',
    parameter: 'proxymap_service_name',
    purpose: 'proxy: tables',
    isNeeded: usesProxy,
  },
  { name: 'tlsmgr', since: '2.2', purpose: 'TLS', isNeeded: usesTls },
  {
    name: 'anvil',
    since: '2.2',
    parameter: 'anvil_service_name',
    purpose: 'limits for clients',
    isNeeded: hasSmtpd,
  },
  {
    name: 'verify',
    since: '2.1',
    parameter: 'address_verify_service_name',
    purpose: 'reject_unverified_recipient and reject_unverified_sender',
    isNeeded: (instance) =>
      everyRestrictionWord(instance).some(
        ({ node }) => node.kind === 'restriction' && /^reject_unverified_/i.test(node.name.text),
      ),
  },
];

/** Lines that are not services, which a template may replace with services. */
function hasOtherLines({ tree }: InstanceFile<MasterItem>): boolean {
  for (const { item } of tree.items()) if (item.kind === 'malformed') return true;
  return false;
}

function hasSmtpd({ services }: Instance): boolean {
  return services.some(({ program, type }) => program === 'smtpd' && type === 'inet');
}

function usesProxy(instance: Instance): boolean {
  const usesDefault =
    hasSmtpd(instance) &&
    /\bproxy:/.test(instance.expanded('local_recipient_maps')?.text ?? '') &&
    instance.expanded('mydestination')?.text !== '';
  return (
    usesDefault ||
    instance.parameters.some(
      ({ name }) => !name.startsWith('proxy') && /\bproxy:/.test(instance.lastEntry(name)?.item.raw ?? ''),
    )
  );
}

function usesTls(instance: Instance): boolean {
  return instance.services.some((service) => {
    if (service.program !== 'smtpd' && service.program !== 'smtp') return false;
    const settings = new ServiceSettings(instance, service);
    const level = settings.text(`${service.program}_tls_security_level`) ?? '';
    return (level !== '' && level !== 'none') || settings.is(`${service.program}_use_tls`);
  });
}

/** The stock lines, with the chroot field that the other services have. */
function addServices({ uri, tree: { text } }: InstanceFile<MasterItem>, names: readonly string[]): Edit {
  const lines = names.map((name) => {
    const stock = stockServices.find(({ service, commented }) => service === name && commented !== true);
    const { type, private: isPrivate, unpriv, wakeup, maxproc, program } = stock ?? {};
    return `${name.padEnd(9)} ${type}  ${isPrivate}       ${unpriv}       n       ${wakeup?.padEnd(7)} ${maxproc?.padEnd(7)} ${program}\n`;
  });
  const isEnded = text.length === 0 || text.chunks.at(-1)?.text.endsWith('\n');
  return {
    at: { uri, start: text.length, end: text.length },
    text: `${isEnded ? '' : '\n'}${lines.join('')}`,
  };
}
