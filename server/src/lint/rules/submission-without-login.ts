// A submission service that accepts mail from clients that have not logged in (RFC 6409, section 4.3).

import type { Edit } from '../../edits/edit.ts';
import { type Instance, overrides, type PlacedService } from '../../instance/instance.ts';
import { fieldOf, placedServices, portOf } from '../../instance/service-fields.ts';
import { strangerToUs } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isReachable } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const submissionWithoutLogin: Rule = {
  code: 'submission-without-login',
  title: 'Submission service accepts mail without a login',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    const hasMain = instance.files.main !== undefined;
    for (const [uri, service] of placedServices(instance)) {
      const port = portOf(service);
      const isSubmission = service.program === 'smtpd' && service.type === 'inet' && ports.has(port);
      if (!isSubmission || !isReachable(instance, service)) continue;
      const logins = new ServiceSettings(instance, service).text('smtpd_sasl_auth_enable')?.toLowerCase();
      if (!takesMail(context, service, logins === 'no') || isCutOff(instance, service)) continue;
      const edit = logins === 'yes' ? requireLogin(context, uri, service) : undefined;
      yield {
        at: fieldOf(uri, service, 'service').at,
        ...(hasMain ? {} : { severity: 'information' }),
        message:
          `Port ${port} is for users who log in, but this service ${logins === 'no' ? 'does not allow logins' : 'does not require a login'}. ` +
          `${hasMain ? 'smtpd' : 'Unless main.cf prevents that, smtpd'} accepts mail for your domains from anyone on this port, without checks that may apply only on port 25. ` +
          advice(logins),
        ...(edit && { fixes: [{ title: `Add ${option}`, edits: [edit], preferred: true }] }),
      };
    }
  },
};

const ports: ReadonlySet<string> = new Set(['465', '587']);
const option = '-o smtpd_relay_restrictions=permit_sasl_authenticated,reject';

function advice(logins: string | undefined): string {
  return logins === 'yes'
    ? `Add ${option}.`
    : `Add -o smtpd_sasl_auth_enable=yes and ${option} (the master.cf that Postfix installs has both, commented out).`;
}

function takesMail(context: Configuration, service: PlacedService, hasLoginsOff: boolean): boolean {
  // Without main.cf, the lists that a service shares are unknown.
  if (context.instance.files.main === undefined) return !hasRestrictions(service);
  const { verdict, usual } = relay(context, service, strangerToUs);
  // smtpd exits because the relay check is missing. After that is fixed, the service takes mail.
  return verdict === 'dies' ? hasLoginsOff && !hasRestrictions(service) : usual === 'permits';
}

/** A line that is not a service follows, such as the tag of a template, and options that it cuts off. */
function isCutOff({ files: { master } }: Instance, service: PlacedService): boolean {
  for (const { item, start } of master?.tree.items() ?? [])
    if (start >= service.end) return item.kind === 'malformed';
  return false;
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
