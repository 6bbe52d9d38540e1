// Milters are told that mail from other servers comes from users of this host (MILTER_README, {daemon_name}).

import { portOf } from '../../instance/service-fields.ts';
import { strangerToUs } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isReachable, smtpdServices } from '../../mail/smtpd-services.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

const name = 'milter_macro_daemon_name';

export const originatingOnPort25: Rule = {
  code: 'originating-on-port-25',
  title: 'Milters treat mail from other servers as your own',
  severity: 'warning',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    for (const service of smtpdServices(instance)) {
      if (service.type !== 'pass' && portOf(service) !== '25') continue;
      const settings = new ServiceSettings(instance, service);
      const at = settings.at(name);
      if (at === undefined || settings.text(name) !== 'ORIGINATING' || !settings.has('smtpd_milters'))
        continue;
      if (/\bno_milters\b/.test(settings.text('receive_override_options') ?? '')) continue;
      // A server for known clients can have this name.
      if (!isReachable(instance, service) || relay(context, service, strangerToUs).usual !== 'permits')
        continue;
      const isOwn = instance.overridesOf(service, name).length > 0;
      yield {
        at,
        message:
          `${name} = ORIGINATING tells Milters that mail comes from your own users, but other servers deliver to port 25. ` +
          'A DKIM filter that relies on the name signs their mail as yours, and other filters may skip their checks. ' +
          (isOwn
            ? 'Remove the option here; it belongs on ports 587 and 465 only.'
            : 'Remove it from main.cf, and add it with -o to the services on ports 587 and 465.'),
      };
    }
  },
};
