// How mail leaves this host: the services that run the SMTP client, and how they use TLS and authentication.

import { type Instance, overrides, type PlacedService } from '../instance/instance.ts';
import { memoize } from '../syntax/memoize.ts';
import { parseNextHop } from './next-hops.ts';
import { ServiceSettings } from './service-settings.ts';

/** `strong`: TLS is required, or DNS or a certificate decides about it. */
export type ClientLevel = 'none' | 'may' | 'strong';

export class ClientSettings extends ServiceSettings {
  /** For a destination without a policy of its own; undefined if a policy table decides or the level is unknown. */
  get level(): ClientLevel | undefined {
    if (this.hasPolicies || this.is('smtp_tls_wrappermode')) return undefined;
    const level = this.text('smtp_tls_security_level')?.toLowerCase();
    if (level === '')
      return this.is('smtp_enforce_tls') ? 'strong' : this.is('smtp_use_tls') ? 'may' : 'none';
    if (level === 'none' || level === 'may') return level;
    return level === undefined ? undefined : 'strong';
  }

  /** Whether it may send a password in plain text to a server without TLS. */
  get sendsPasswords(): boolean {
    if (!this.is('smtp_sasl_auth_enable') || !this.has('smtp_sasl_password_maps')) return false;
    // Without TLS, noplaintext (the default) disables the mechanisms that send the password.
    if (/noplaintext/i.test(this.text('smtp_sasl_security_options') ?? 'noplaintext')) return false;
    const filter = this.text('smtp_sasl_mechanism_filter') ?? '';
    return !hasLoopbackRelay(this.instance) && (filter === '' || /[!:]|\b(?:plain|login)\b/i.test(filter));
  }

  private get hasPolicies(): boolean {
    const tables = ['smtp_tls_policy_maps', 'smtp_tls_per_site'];
    return tables.some((name) => this.instance.value(name, this.service) && !this.lacks(name));
  }
}

/**
 * The settings for mail to other hosts, unless a table chooses another transport. Without master.cf, those of main.cf.
 * Empty without main.cf, or if another program delivers that mail.
 */
export const outgoingSettings = memoize((instance: Instance): ClientSettings | undefined => {
  const { main, master } = instance.files;
  if (main === undefined) return undefined;
  const transport = (instance.expanded('default_transport')?.text ?? '').replace(/:.*/s, '');
  if (master === undefined) return transport === 'smtp' ? new ClientSettings(instance, undefined) : undefined;
  const service = clientServices(instance).find(({ name }) => name === transport);
  return service && new ClientSettings(instance, service);
});

/** The same, and the settings of every client that overrides one of these parameters. */
export function clientSettings(instance: Instance, names: readonly string[]): readonly ClientSettings[] {
  const outgoing = outgoingSettings(instance);
  if (outgoing === undefined) return [];
  const own = clientServices(instance).filter(
    (service) =>
      service !== outgoing.service &&
      overrides(service.item).some(({ name }) => name !== undefined && names.includes(name.text)),
  );
  return [outgoing, ...own.map((service) => new ClientSettings(instance, service))];
}

export function clientServices(instance: Instance): readonly PlacedService[] {
  return instance.services.filter(({ program, type }) => program === 'smtp' && type !== 'inet');
}

/** Whether all mail goes to a program on this host, such as a tunnel or a filter. */
export function hasLoopbackRelay(instance: Instance): boolean {
  const host = parseNextHop(instance.expanded('relayhost')?.text.trim() ?? '')?.host ?? '';
  return /^(?:127\.[\d.]+|localhost(?:\.localdomain)?|(?:ipv6:)?::1)$/i.test(host);
}
