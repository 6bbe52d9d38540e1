// A client that is set to log in to other servers but has no password table (smtp_sasl_glue.c, smtp_sasl_initialize).

import type { Instance, PlacedService } from '../../instance/instance.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const clientPasswordsMissing: Rule = {
  code: 'client-passwords-missing',
  title: 'Client is set to log in but has no passwords',
  severity: 'error',
  dependsOnServices: true,
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const client of ['smtp', 'lmtp']) {
      for (const service of scopes(instance, client)) {
        const settings = new ServiceSettings(instance, service);
        const [enable, maps] = [`${client}_sasl_auth_enable`, `${client}_sasl_password_maps`];
        const at = settings.at(enable);
        if (at === undefined || !settings.is(enable) || !settings.lacks(maps)) continue;
        yield {
          at,
          message:
            `${enable} is on, but ${maps} is empty. ` +
            `${client} exits with: ${logText(`specify a password table via the \`${maps}' configuration parameter`)}, and delivers no mail. ` +
            `Set ${maps} to a table of passwords, or set ${enable} = no.`,
        };
      }
    }
  },
};

/** The services that run the client, or main.cf alone if there is no master.cf. */
function scopes(instance: Instance, client: string): readonly (PlacedService | undefined)[] {
  return instance.files.master === undefined
    ? [undefined]
    : instance.services.filter(({ program }) => program === client);
}
