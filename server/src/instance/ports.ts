// TCP ports, and the addresses of services that listen on them.

import { memoize } from '../syntax/memoize.ts';
import type { Instance, PlacedService } from './instance.ts';

/** The ports in known_tcp_ports, `name = name = port`, since 3.6 (known_tcp_ports.c). */
export const knownPorts = memoize((instance: Instance): ReadonlyMap<string, number> => {
  const ports = new Map<string, number>();
  for (const setting of (instance.expanded('known_tcp_ports')?.text ?? '').split(',')) {
    const names = setting.split('=').map((word) => word.trim());
    const port = names.pop() ?? '';
    if (/^\d+$/.test(port)) for (const name of names) ports.set(name, Number(port));
  }
  return ports;
});

/** The ports that IANA has assigned to mail services, for releases without known_tcp_ports. */
const registeredPorts: Readonly<Record<string, number | undefined>> = {
  smtp: 25,
  submission: 587,
  submissions: 465,
};

export function registeredPort(name: string): number | undefined {
  return Object.hasOwn(registeredPorts, name) ? registeredPorts[name] : undefined;
}

/** The number of a port; undefined for a name that only the host can resolve. */
export function portNumber(instance: Instance, port: string): number | undefined {
  if (/^\d+$/.test(port)) return Number(port);
  return knownPorts(instance).get(port) ?? registeredPort(port);
}

/** The ports whose names systems usually have in services(5). */
const usualPorts: Readonly<Record<string, string | undefined>> = {
  smtp: '25',
  submission: '587',
  submissions: '465',
  smtps: '465',
  ssmtp: '465',
  urd: '465',
  msa: '587',
};

/** The port in the name of an inet service, such as `127.0.0.1:submission`: as a number if its name is a usual one. */
export function portIn(name: string): string {
  const port = name.slice(name.lastIndexOf(':') + 1);
  return (Object.hasOwn(usualPorts, port) ? usualPorts[port] : undefined) ?? port;
}

export interface TcpAddress {
  /** Without brackets. Absent for a port alone. */
  readonly host?: string;
  readonly port: string;
}

/** `port`, `host:port`, or `[host]:port`; undefined for any other text. */
export function parseTcpAddress(text: string): TcpAddress | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]:|([^:[\]]*):)?([\w-]+)$/.exec(text) ?? [];
  if (port === undefined) return undefined;
  const host = (bracketed ?? plain)?.replace(/^ipv6:/i, '');
  return host === undefined || host === '' ? { port } : { host, port };
}

/** Whether a host is this one, whatever its addresses are. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host);
}

/**
 * The services that listen at an address: those whose own address is the same, or else those that listen on the port at
 * all addresses of this host.
 */
export function inetServicesAt(instance: Instance, { host, port }: TcpAddress): readonly PlacedService[] {
  const wanted = portNumber(instance, port);
  const listening = instance.services.flatMap((service) => {
    const own = service.type === 'inet' ? parseTcpAddress(service.name) : undefined;
    if (own === undefined) return [];
    const isPort = own.port === port || (wanted !== undefined && portNumber(instance, own.port) === wanted);
    return isPort ? [{ service, own: own.host?.toLowerCase() }] : [];
  });
  const exact = listening.filter(({ own }) => own !== undefined && own === host?.toLowerCase());
  const everywhere = listening.filter(({ own }) => own === undefined);
  const onLoopback = listening.filter(({ own }) => own !== undefined && isLoopback(own));
  const found =
    exact.length > 0
      ? exact
      : host !== undefined && !isLoopback(host)
        ? []
        : everywhere.length > 0
          ? everywhere
          : onLoopback;
  return found.map(({ service }) => service);
}
