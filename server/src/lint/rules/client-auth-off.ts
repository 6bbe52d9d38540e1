// Passwords for other servers, but the client does not authenticate (smtp_sasl_glue.c, smtp_proto.c).

import { setParameter } from '../../edits/parameters.ts';
import { nameLocation } from '../../instance/expanded-values.ts';
import { type Instance, overrides, type PlacedService } from '../../instance/instance.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import type { Finding, Rule } from '../rule.ts';

export const clientAuthOff: Rule = {
  code: 'client-auth-off',
  title: 'Passwords are configured, but the client does not log in',
  severity: 'warning',
  dependsOnServices: true,
  *configuration({ instance }): Generator<Finding> {
    if (instance.files.main === undefined) return;
    for (const client of ['smtp', 'lmtp'] as const) {
      for (const service of scopes(instance, client)) {
        const finding = findingFor(new ServiceSettings(instance, service), client);
        if (finding !== undefined) yield finding;
      }
    }
  },
};

/** main.cf, unless a service enables logins, and the services that have passwords of their own. */
function scopes(instance: Instance, client: string): readonly (PlacedService | undefined)[] {
  const services = instance.services.filter(({ program }) => program === client);
  const own = services.filter(({ item }) =>
    overrides(item).some(({ name }) => name?.text === `${client}_sasl_password_maps`),
  );
  const logsIn = services.some((service) =>
    new ServiceSettings(instance, service).is(`${client}_sasl_auth_enable`),
  );
  return logsIn ? own : [undefined, ...own];
}

function findingFor(settings: ServiceSettings, client: string): Finding | undefined {
  const [maps, enable] = [`${client}_sasl_password_maps`, `${client}_sasl_auth_enable`];
  const { instance, service } = settings;
  const source = instance.value(maps, service)?.source;
  const at = source && nameLocation(instance, source);
  if (at === undefined || !settings.has(maps) || settings.text(enable)?.toLowerCase() !== 'no')
    return undefined;
  const isDeliberate = settings.at(enable) !== undefined;
  const edit =
    source?.kind === 'entry' && service === undefined
      ? setParameter(instance, enable, 'yes', source.entry)
      : undefined;
  return {
    at,
    ...(isDeliberate ? { severity: 'information' } : {}),
    message:
      `${maps} is set, but ${enable} is ${isDeliberate ? 'no' : 'off by default'}. ` +
      'Postfix never logs in, and a server that requires a login rejects the mail. ' +
      `Set ${enable} = yes.`,
    ...(edit && { fixes: [{ title: `Set ${enable} = yes`, edits: [edit], preferred: true }] }),
  };
}
