// Which service answers a client.

import type { Instance, PlacedService } from '../../instance/instance.ts';
import { portIn } from '../../instance/ports.ts';

export interface Listener {
  /** The service on the port. Undefined without master.cf. */
  readonly listener: PlacedService | undefined;
  /** The smtpd that talks to the client: the same, or the one behind postscreen. */
  readonly smtpd: PlacedService | undefined;
}

/**
 * The service that listens, by its name or port: `smtp`, `587`, `127.0.0.1:10025`. Undefined if there is none that
 * speaks SMTP. Without master.cf, any name is a service with the settings of main.cf.
 */
export function listenerOf(instance: Instance, wanted: string): Listener | undefined {
  if (instance.files.master === undefined) return { listener: undefined, smtpd: undefined };
  const candidates = listeners(instance);
  const listener =
    candidates.find(({ name }) => name === wanted) ??
    candidates.find(({ name }) => portIn(name) === portIn(wanted) && isSameHost(name, wanted)) ??
    // A service that does not listen on a port of its own, such as smtpd behind postscreen.
    instance.services.find(({ name, program }) => program === 'smtpd' && name === wanted);
  if (listener === undefined) return undefined;
  return {
    listener,
    smtpd: listener.program === 'postscreen' ? behindPostscreen(instance, listener) : listener,
  };
}

/** The services that SMTP clients connect to, in the order of master.cf. */
export function listeners(instance: Instance): readonly PlacedService[] {
  return instance.services.filter(
    ({ type, program }) => type === 'inet' && (program === 'smtpd' || program === 'postscreen'),
  );
}

/** The service that a client connects to if nothing else is known: `smtp`, or the only one that there is. */
export function usualService(instance: Instance): string {
  const [first, ...others] = listeners(instance);
  const isOnly = first !== undefined && others.length === 0;
  return isOnly && listenerOf(instance, 'smtp') === undefined ? first.name : 'smtp';
}

/** The smtpd that gets the connections of postscreen; undefined if master.cf has none. */
export function behindPostscreen(instance: Instance, postscreen: PlacedService): PlacedService | undefined {
  const name = instance.expanded('smtpd_service_name', postscreen)?.text ?? 'smtpd';
  return instance.services.findLast(
    (service) => service.name === name && service.type !== 'inet' && service.program === 'smtpd',
  );
}

function isSameHost(name: string, wanted: string): boolean {
  return (
    !wanted.includes(':') || name.slice(0, name.lastIndexOf(':')) === wanted.slice(0, wanted.lastIndexOf(':'))
  );
}
