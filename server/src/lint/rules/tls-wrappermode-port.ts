// TLS from the first byte belongs on port 465, not on ports 25 and 587 (postconf(5) smtpd_tls_wrappermode).

import { atLeast } from '../../catalog/release.ts';
import { sourceLocation } from '../../instance/expanded-values.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { fieldOf, placedServices, portOf } from '../../instance/service-fields.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';
import { isCutOff } from '../shared/cut-off-services.ts';

export const tlsWrappermodePort: Rule = {
  code: 'tls-wrappermode-port',
  title: 'TLS wrapper mode does not match the port',
  severity: 'warning',
  *configuration({ instance }): Generator<Finding> {
    // Without main.cf, the value for a service that does not override it is unknown.
    if (instance.files.main === undefined || !atLeast(instance.release, '2.2')) return;
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'smtpd' || service.type !== 'inet') continue;
      const port = portOf(service);
      const isWrapped = parseBoolean(instance.expanded(parameter, service)?.text ?? '');
      if (port === '465' && isWrapped === false && !isCutOff(instance, service))
        yield notWrapped(uri, service);
      else if ((port === '25' || port === '587') && isWrapped === true) {
        const finding = wrapped(instance, uri, service, port);
        yield finding;
      }
    }
  },
};

const parameter = 'smtpd_tls_wrappermode';

function notWrapped(uri: string, service: PlacedService): Finding {
  const end = { uri, start: service.start + service.item.line.text.length };
  return {
    at: fieldOf(uri, service, 'service').at,
    message:
      'Clients on port 465 start TLS immediately, but this service begins with plain SMTP, so TLS fails at once. ' +
      `smtpd logs ${logText('lost connection after CONNECT')} or ${logText('non-SMTP command from')}. ` +
      `Add -o ${parameter}=yes to this service.`,
    fixes: [
      {
        title: `Add -o ${parameter}=yes`,
        edits: [{ at: { ...end, end: end.start }, text: `\n  -o ${parameter}=yes` }],
        preferred: true,
      },
    ],
  };
}

function wrapped(instance: Instance, uri: string, service: PlacedService, port: string): Finding {
  const { source } = instance.value(parameter, service) ?? {};
  const own = source && sourceLocation(instance, source);
  const name = fieldOf(uri, service, 'service').at;
  const value = literalValue(instance, service);
  return {
    at: own ?? name,
    message:
      `Port ${port} uses STARTTLS, but ${parameter} = yes expects TLS from the first byte, so clients hang. ` +
      `smtpd logs: ${logText('SSL_accept error from')}. ` +
      `Set the parameter to no, and add -o ${parameter}=yes only to the service on port 465.`,
    ...(own === undefined ? {} : { related: [{ at: name, message: `The service on port ${port}` }] }),
    ...(value === undefined
      ? {}
      : { fixes: [{ title: 'Change to no', edits: [{ at: value, text: 'no' }], preferred: true }] }),
  };
}

/** The location of the value, unless it contains a $name. */
function literalValue(instance: Instance, service: PlacedService): Location | undefined {
  const { source, raw = '' } = instance.value(parameter, service) ?? {};
  if (raw.includes('$')) return undefined;
  const { main, master } = instance.files;
  if (source?.kind === 'entry' && main !== undefined) {
    const { start, item } = source.entry;
    return { uri: main.uri, start: start + item.value.start, end: start + item.value.end };
  }
  const own = source?.kind === 'override' ? source.override.value : undefined;
  if (own === undefined || master === undefined) return undefined;
  return { uri: master.uri, start: service.start + own.start, end: service.start + own.end };
}
