// A service type that master(8) does not have (master_ent.c).

import { atLeast } from '../../catalog/release.ts';
import { serviceTypes } from '../../catalog/services.ts';
import { fieldOf, placedServices } from '../../instance/service-fields.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const badServiceType: Rule = {
  code: 'bad-service-type',
  title: 'Service type does not exist',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const [uri, service] of placedServices(instance)) {
      const { text, at } = fieldOf(uri, service, 'type');
      const since = Object.hasOwn(serviceTypes, text) ? serviceTypes[text] : undefined;
      if ((since !== undefined && atLeast(instance.release, since)) || service.name.startsWith('-')) continue;
      const meant =
        since === undefined ? (otherNames[text.toLowerCase()] ?? closest(text, typeNames)) : undefined;
      const types = typeNames.filter((name) => atLeast(instance.release, serviceTypes[name] ?? '0.0'));
      yield {
        at,
        message:
          `${since === undefined ? `"${text}" is not a service type` : `The service type ${text} was added in Postfix ${since}, but the target release is ${instance.release.name}`}. ` +
          `Postfix does not start, because master exits with: ${logText(`bad transport type: ${text}`)}. ` +
          (since === undefined ? `Write ${meant ?? typeList.format(types)}.` : 'Comment out the service.'),
        ...(meant === undefined
          ? {}
          : { fixes: [{ title: `Change to ${meant}`, edits: [{ at, text: meant }], preferred: true }] }),
      };
    }
  },
};

const typeNames = Object.keys(serviceTypes);

const typeList = new Intl.ListFormat('en', { type: 'disjunction' });

/** Other names for the types. */
const otherNames: Readonly<Record<string, string | undefined>> = {
  tcp: 'inet',
  inet4: 'inet',
  inet6: 'inet',
  ipv4: 'inet',
  ipv6: 'inet',
  socket: 'unix',
  local: 'unix',
};
