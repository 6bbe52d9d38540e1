// A submission service that accepts mail from clients that have not logged in (RFC 6409, section 4.3).

import { atLeast } from '../../catalog/release.ts';
import type { Edit } from '../../edits/edit.ts';
import { type Instance, overrides, type PlacedService } from '../../instance/instance.ts';
import { fieldOf, placedServices, portOf } from '../../instance/service-fields.ts';
import { strangerToUs } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isReachable } from '../../mail/smtpd-services.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { type CommentedOption, commentedOptionsOf } from '../shared/commented-options.ts';
import { isCutOff } from '../shared/cut-off-services.ts';
import { domainLists } from '../shared/own-domains.ts';

export const submissionWithoutLogin: Rule = {
  code: 'submission-without-login',
  title: 'Submission service accepts mail without a login',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    const hasMain = instance.files.main !== undefined;
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'smtpd' || service.type !== 'inet') continue;
      const port = portOf(service);
      if (!ports.has(port) || !isReachable(instance, service)) continue;
      const logins = new ServiceSettings(instance, service).text('smtpd_sasl_auth_enable')?.toLowerCase();
      if (!takesMail(context, service, logins === 'no') || isCutOff(instance, service)) continue;
      if (hasMain && domainLists.every((list) => instance.expanded(list, service)?.text === '')) continue;
      const missing = commentedOptions(context, uri, service, logins === 'yes');
      const edit = logins === 'yes' ? requireLogin(context, uri, service) : undefined;
      const fix =
        missing === undefined
          ? edit && { title: `Add ${option}`, edits: [edit], preferred: true }
          : { title: 'Uncomment the options for logins', edits: missing.edits, preferred: true };
      yield {
        at: fieldOf(uri, service, 'service').at,
        ...(hasMain ? {} : { severity: 'information' }),
        message:
          `Port ${port} is for users who log in, but this service ${logins === 'no' ? 'does not allow logins' : 'does not require a login'}. ` +
          `${hasMain ? 'smtpd' : 'Unless main.cf prevents that, smtpd'} accepts mail for your domains from anyone on this port, without checks that may apply only on port 25. ` +
          (missing === undefined
            ? advice(instance, service, logins)
            : `Uncomment the -o ${missing.names.length > 1 ? 'options' : 'option'} after it: ${sentenceList.format(missing.names)}.`),
        ...(fix && { fixes: [fix] }),
      };
    }
  },
};

const ports: ReadonlySet<string> = new Set(['465', '587']);
const option = '-o smtpd_relay_restrictions=permit_sasl_authenticated,reject';

/** Everything that logins need, because advice that is followed halfway would send passwords in the clear. */
function advice(instance: Instance, service: PlacedService, logins: string | undefined): string {
  if (logins === 'yes') return `Add ${option}.`;
  const { release } = instance;
  const settings = new SmtpdSettings(instance, service);
  const hasMain = instance.files.main !== undefined;
  const options = [
    ...(hasMain && settings.level === 'none' ? ['-o smtpd_tls_security_level=encrypt'] : []),
    '-o smtpd_sasl_auth_enable=yes',
    option,
  ];
  // Since 3.7, that option is empty in the file, and smtpd_recipient_restrictions has the value.
  const areInstalled = atLeast(release, '2.11') && !atLeast(release, '3.7');
  return (
    `${hasMain && settings.lacksCertificate ? 'Configure a certificate, and add' : 'Add'} ` +
    sentenceList.format(options) +
    `${areInstalled ? ' (the master.cf that Postfix installs has them, commented out)' : ''}.`
  );
}

const sentenceList = new Intl.ListFormat('en');

function takesMail(context: Configuration, service: PlacedService, hasLoginsOff: boolean): boolean {
  // Without main.cf, the lists that a service shares are unknown.
  if (context.instance.files.main === undefined) return !hasRestrictions(service);
  const { verdict, usual } = relay(context, service, strangerToUs);
  // smtpd exits because the relay check is missing. After that is fixed, the service takes mail.
  return verdict === 'dies' ? hasLoginsOff && !hasRestrictions(service) : usual === 'permits';
}

function hasRestrictions({ item }: PlacedService): boolean {
  return overrides(item).some(({ name }) => /^smtpd_\w+_restrictions$/.test(name?.text ?? ''));
}

/** After the last line of the service, unless it has a list of its own. */
function requireLogin({ instance }: Configuration, uri: string, service: PlacedService): Edit | undefined {
  const name = 'smtpd_relay_restrictions';
  if (!instance.catalog.knows(name) || instance.overridesOf(service, name).length > 0) return undefined;
  const end = service.start + service.item.line.text.length;
  return { at: { uri, start: end, end }, text: `\n  ${option}` };
}

interface MissingOptions {
  readonly names: readonly string[];
  readonly edits: readonly Edit[];
}

/** The options of the master.cf that Postfix installs that the service still lacks, if they are commented out after it. */
function commentedOptions(
  { instance }: Configuration,
  uri: string,
  service: PlacedService,
  hasLogins: boolean,
): MissingOptions | undefined {
  const { master } = instance.files;
  if (master === undefined) return undefined;
  const found = new Map<string, CommentedOption>();
  for (const each of commentedOptionsOf(master, service)) {
    if (instance.catalog.knows(each.name) && instance.overridesOf(service, each.name).length === 0)
      found.set(each.name, each);
  }
  const login = found.get('smtpd_sasl_auth_enable');
  // smtpd would evaluate smtpd_client_restrictions before the client can log in.
  const isDelayed = new ServiceSettings(instance, service).text('smtpd_delay_reject')?.toLowerCase() !== 'no';
  if (!isDelayed) found.delete('smtpd_client_restrictions');
  const lists = listsForLogins(found);
  if (lists.length === 0 || !(hasLogins || login?.value === 'yes')) return undefined;
  const tls = tlsOptions.flatMap(({ name, value }) => {
    const each = found.get(name);
    return each?.value === value ? [each] : [];
  });
  // TLS without a certificate does not work, and logins without TLS are not safe.
  const hasTls = tls.length > 0 || new SmtpdSettings(instance, service).level !== 'none';
  if (hasTls ? tls.length > 0 && new SmtpdSettings(instance, service).lacksCertificate : !hasLogins)
    return undefined;
  const options = [...tls, ...(hasLogins || login === undefined ? [] : [login]), ...lists].sort(
    (a, b) => a.start - b.start,
  );
  return {
    names: options.map(({ name }) => name),
    edits: options.map(({ start, end }) => ({ at: { uri, start, end }, text: '' })),
  };
}

const tlsOptions = [
  { name: 'smtpd_tls_security_level', value: 'encrypt' },
  { name: 'smtpd_enforce_tls', value: 'yes' },
  { name: 'smtpd_tls_wrappermode', value: 'yes' },
  { name: 'smtpd_tls_auth_only', value: 'yes' },
];

/** One list that rejects clients that have not logged in, and an empty list that would otherwise permit relaying. */
function listsForLogins(found: ReadonlyMap<string, CommentedOption>): readonly CommentedOption[] {
  const requires = (name: string): CommentedOption | undefined => {
    const each = found.get(name);
    return each && /^permit_sasl_authenticated,(?:permit_mynetworks,)?reject$/.test(each.value)
      ? each
      : undefined;
  };
  const relayList = requires('smtpd_relay_restrictions');
  if (relayList !== undefined) return [relayList];
  const recipientList = requires('smtpd_recipient_restrictions');
  const emptied = found.get('smtpd_relay_restrictions');
  if (recipientList !== undefined) return emptied?.value === '' ? [emptied, recipientList] : [recipientList];
  const clientList = requires('smtpd_client_restrictions');
  return clientList === undefined ? [] : [clientList];
}
