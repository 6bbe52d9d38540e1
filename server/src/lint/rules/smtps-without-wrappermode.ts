// A next hop on port 465, where TLS starts before SMTP, but a client that waits for an SMTP greeting (smtp_connect.c).

import { setParameters } from '../../edits/parameters.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { relayhosts } from '../../mail/next-hops.ts';
import { transportReferences } from '../../mail/transports.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const smtpsWithoutWrappermode: Rule = {
  code: 'smtps-without-wrappermode',
  title: 'SMTP client does not start TLS immediately on port 465',
  severity: 'error',
  dependsOnServices: true,
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const transport = (instance.expanded('default_transport')?.text ?? '').replace(/:.*/s, '');
    for (const { hop, at } of relayhosts(instance))
      if (isSmtps(hop.port)) yield* check(instance, transport, hop.text, at);
    const selection = { by: 'port', isWanted: isSmtps } as const;
    for (const { name, nextHop = '', at } of transportReferences(instance, tables, selection))
      yield* check(instance, name === '' ? transport : name, nextHop, at);
  },
};

function isSmtps(port: string | undefined): boolean {
  return port === '465' || port === 'smtps' || port === 'submissions';
}

function* check(instance: Instance, transport: string, nextHop: string, at: Location): Generator<Finding> {
  const service = instance.services.find(({ name, type }) => name === transport && type !== 'inet');
  // Without the service, the client's settings are unknown; programs other than smtp have settings of their own.
  if (service === undefined ? instance.files.master !== undefined : service.program !== 'smtp') return;
  const wrapped = parseBoolean(instance.expanded('smtp_tls_wrappermode', service)?.text ?? '');
  if (wrapped === false) {
    yield {
      at,
      message:
        `The server at ${nextHop} expects TLS from the first byte, but smtp_tls_wrappermode is off. ` +
        `The client waits for a greeting that never comes, and logs: ${logText('SMTPS wrappermode (TCP port 465) requires setting "smtp_tls_wrappermode = yes", and "smtp_tls_security_level = encrypt" (or stronger)')}. ` +
        (isTooWeak(instance, service)
          ? 'Set smtp_tls_wrappermode = yes and smtp_tls_security_level = encrypt.'
          : 'Set smtp_tls_wrappermode = yes.'),
      ...fixes(instance, service, ['smtp_tls_wrappermode', 'smtp_tls_security_level']),
    };
  } else if (wrapped === true && isTooWeak(instance, service)) {
    yield {
      at,
      message:
        'smtp_tls_wrappermode = yes requires TLS, but smtp_tls_security_level does not. ' +
        `Postfix defers the mail and warns: ${logText('smtp_tls_wrappermode requires "smtp_tls_security_level = encrypt" (or stronger)')}. ` +
        'Set smtp_tls_security_level = encrypt.',
      ...fixes(instance, service, ['smtp_tls_security_level']),
    };
  }
}

/** Whether nothing else can raise the level, such as a policy table or an obsolete parameter. */
function isTooWeak(instance: Instance, service: PlacedService | undefined): boolean {
  const text = (name: string): string => instance.expanded(name, service)?.text ?? '';
  if (text('smtp_tls_policy_maps') !== '' || text('smtp_tls_per_site') !== '') return false;
  if (parseBoolean(text('smtp_enforce_tls'))) return false;
  return ['', 'none', 'may'].includes(text('smtp_tls_security_level').toLowerCase());
}

const wanted: Readonly<Record<string, string>> = {
  smtp_tls_security_level: 'encrypt',
  smtp_tls_wrappermode: 'yes',
};

/** Sets the parameters in main.cf if all mail uses this relay host and the service does not override them. */
function fixes(
  instance: Instance,
  service: PlacedService | undefined,
  names: readonly string[],
): Pick<Finding, 'fixes'> {
  const isOverridden = service && names.some((name) => instance.overridesOf(service, name).length > 0);
  const relayhost = instance.entriesOf('relayhost').at(-1);
  if (isOverridden === true || relayhost === undefined) return {};
  const needed = names.filter((name) => name !== 'smtp_tls_security_level' || isTooWeak(instance, service));
  const values = Object.fromEntries(needed.map((name) => [name, wanted[name] ?? '']));
  const edits = setParameters(instance, values, relayhost);
  return { fixes: [{ title: `Set ${needed.join(' and ')}`, edits, preferred: true }] };
}
