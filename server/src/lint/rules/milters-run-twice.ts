// Milters and content filters that get in each other's way (MILTER_README, SMTPD_PROXY_README).

import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { placedServices, plainArguments } from '../../instance/service-fields.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isOnLoopback } from '../../mail/smtpd-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const miltersRunTwice: Rule = {
  code: 'milters-run-twice',
  title: 'Milters and content filter interfere with each other',
  severity: 'information',
  *configuration({ instance }: Configuration): Generator<Finding> {
    if (instance.files.main === undefined || !hasMilters(instance)) return;
    const services = instance.services.filter(({ program }) => program === 'smtpd');
    const filtered = services.filter((service) => {
      const settings = new ServiceSettings(instance, service);
      return settings.has('content_filter') && runsMilters(settings) && !takesMailBack(service);
    });
    for (const [uri, service] of placedServices(instance)) {
      if (service.program !== 'smtpd') continue;
      const settings = new ServiceSettings(instance, service);
      if (!runsMilters(settings)) continue;
      const at = { uri, start: service.start, end: service.start + service.name.length };
      const finding = settings.has('smtpd_proxy_filter')
        ? seesCommandsOnly(settings, at)
        : filtered.length > 0 && takesMailBack(service) && settings.lacks('content_filter')
          ? runsAgain(instance, service, at)
          : undefined;
      if (finding !== undefined) yield finding;
    }
    yield* runAgainFromPickup(instance, services);
  },
};

function hasMilters(instance: Instance): boolean {
  return (
    instance.entriesByName.has('smtpd_milters') ||
    instance.services.some((service) => instance.overridesOf(service, 'smtpd_milters').length > 0)
  );
}

function runsMilters(settings: ServiceSettings): boolean {
  return settings.has('smtpd_milters') && !/no_milters/.test(settings.text('receive_override_options') ?? '');
}

/** A service on a port of this host to which a filter returns mail. */
function takesMailBack(service: PlacedService): boolean {
  return service.type === 'inet' && isOnLoopback(service) && /:\d{4,5}$/.test(service.name);
}

function seesCommandsOnly(settings: ServiceSettings, at: Location): Finding {
  return {
    at: settings.at('smtpd_proxy_filter') ?? at,
    message:
      'With smtpd_proxy_filter, the Milters of this service see only the SMTP commands, not the message. ' +
      'They cannot read or change the header and the body, for example to sign mail with DKIM. ' +
      'Set smtpd_milters in the service that takes mail back from the filter, and set it to empty here.',
  };
}

/** A filter that returns mail with sendmail: then the mail comes from pickup, and the Milters for local mail run. */
function* runAgainFromPickup(instance: Instance, services: readonly PlacedService[]): Generator<Finding> {
  const main = new ServiceSettings(instance, undefined);
  const local = words(main.text('non_smtpd_milters'));
  const at = main.at('non_smtpd_milters');
  const pickup = instance.services.find(({ program }) => program === 'pickup');
  if (at === undefined || local.length === 0 || pickup === undefined) return;
  if (/no_milters/.test(new ServiceSettings(instance, pickup).text('receive_override_options') ?? '')) return;
  for (const service of services) {
    const settings = new ServiceSettings(instance, service);
    const [filter = ''] = (settings.text('content_filter') ?? '').split(':');
    if (!runsMilters(settings) || !returnsWithSendmail(instance, filter)) continue;
    if (!words(settings.text('smtpd_milters')).some((each) => local.includes(each))) continue;
    yield {
      at,
      message:
        `The Milters run twice: in ${service.key}, and again when the content filter ${filter} returns the mail with sendmail, because Postfix then treats it as local mail. ` +
        'They add their headers twice, and treat mail from other hosts as mail from this host. ' +
        'Let the filter return the mail to an smtpd service with -o receive_override_options=no_milters.',
    };
    return;
  }
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

function returnsWithSendmail(instance: Instance, filter: string): boolean {
  const service = instance.services.find(({ name, type }) => name === filter && type === 'unix');
  return (
    service?.program === 'pipe' &&
    plainArguments(service).some(({ text }) => /(?:^|[/=])sendmail$/.test(text))
  );
}

function runsAgain(instance: Instance, service: PlacedService, at: Location): Finding | undefined {
  // Milters of its own are meant for mail that comes from the filter.
  if (instance.overridesOf(service, 'smtpd_milters').length > 0) return undefined;
  return {
    at,
    message:
      'The Milters run twice: before the content filter, and again in this service, which takes mail back from the filter. ' +
      'They add their headers twice, and their statistics count each message twice. ' +
      'Add -o receive_override_options=no_milters, or -o smtpd_milters= here.',
  };
}
