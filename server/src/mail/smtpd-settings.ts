// The settings that smtpd(8) uses: once for all services that share the values of main.cf, and once for each service
// that overrides one of them.

import type { Instance, PlacedService } from '../instance/instance.ts';
import { ServiceSettings } from './service-settings.ts';
import { smtpdServices } from './smtpd-services.ts';

export const certificateParameters: readonly string[] = [
  'smtpd_tls_chain_files',
  'smtpd_tls_cert_file',
  'smtpd_tls_eccert_file',
  'smtpd_tls_dcert_file',
];

export class SmtpdSettings extends ServiceSettings {
  /** `may`, `encrypt`, or `none`, also from the older parameters; undefined for anything else. */
  get level(): 'none' | 'may' | 'encrypt' | undefined {
    const level = this.text('smtpd_tls_security_level')?.toLowerCase();
    if (this.is('smtpd_tls_wrappermode')) return 'encrypt';
    if (level === '')
      return this.is('smtpd_enforce_tls') ? 'encrypt' : this.is('smtpd_use_tls') ? 'may' : 'none';
    if (level === 'none' || level === 'may' || level === 'encrypt') return level;
    return level !== undefined && /^(?:verify|secure|fingerprint)$/.test(level) ? 'encrypt' : undefined;
  }

  /** Known to have no certificate, so that TLS does not work even if it is on. */
  get lacksCertificate(): boolean {
    return certificateParameters.every((name) => !this.instance.catalog.knows(name) || this.lacks(name));
  }
}

/** @param names the parameters that the rule reads */
export function smtpdSettings(instance: Instance, names: readonly string[]): SmtpdSettings[] {
  const services = smtpdServices(instance);
  const own = services.filter((service) =>
    names.some((name) => instance.overridesOf(service, name).length > 0),
  );
  const shared = services.length === 0 || own.length < services.length ? [undefined] : [];
  return [...shared, ...own].map((service) => new SmtpdSettings(instance, service));
}

/** Whether only programs on this host can reach the service. */
export function isOnLoopback(service: PlacedService | undefined): boolean {
  return service !== undefined && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]):/.test(service.name);
}
