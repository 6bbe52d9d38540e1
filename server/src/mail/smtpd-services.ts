// The services that receive mail over SMTP.

import type { Instance, PlacedService } from '../instance/instance.ts';
import { memoize } from '../syntax/memoize.ts';

/** Every service that runs smtpd: on a port, through postscreen, or on a socket. */
export const smtpdServices = memoize((instance: Instance): readonly PlacedService[] =>
  instance.services.filter((s) => s.program === 'smtpd'),
);

/**
 * The same, or smtpd as main.cf configures it if there is no master.cf. Empty without main.cf, because it is unknown
 * which lists the services share.
 */
export function smtpdScopes(instance: Instance): readonly (PlacedService | undefined)[] {
  if (instance.files.main === undefined) return [];
  return instance.files.master === undefined ? [undefined] : smtpdServices(instance);
}

/** The services of `smtpdScopes` that use the value of main.cf. */
export function scopesSharing(instance: Instance, parameter: string): readonly (PlacedService | undefined)[] {
  return smtpdScopes(instance).filter(
    (scope) => scope === undefined || instance.overridesOf(scope, parameter).length === 0,
  );
}

/** Whether other hosts can connect. */
export function isReachable(instance: Instance, service: PlacedService | undefined): boolean {
  if (service === undefined || service.type === 'pass') return listensBeyondLoopback(instance);
  if (service.type !== 'inet') return false;
  const host = /^(?:\[([^\]]*)\]|([^:]*)):[^:]*$/.exec(service.name);
  const address = host?.[1] ?? host?.[2] ?? '';
  return address === '' ? listensBeyondLoopback(instance) : !isLoopback(address);
}

function listensBeyondLoopback(instance: Instance): boolean {
  const words = (instance.expanded('inet_interfaces')?.text ?? 'all').split(/[\s,]+/).filter((w) => w !== '');
  return words.length === 0 || !words.every(isLoopback);
}

function isLoopback(host: string): boolean {
  return /^(?:127\.[\d.]+|localhost|loopback-only|\[?::1\]?)$/i.test(host);
}
