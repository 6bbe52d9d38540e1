// Content filters: how mail comes back from them. The configuration does not say it, so the trace infers it from the
// services that accept mail on this host and do not filter it again.

import type { PlacedService } from '../../instance/instance.ts';
import { plainArguments, portOf } from '../../instance/service-fields.ts';
import { isOnLoopback } from '../smtpd-settings.ts';
import type { Journey } from './journey.ts';
import type { Condition } from './model.ts';
import { Program } from './program.ts';

/** A filter after the queue (content_filter, FILTER), or before it (smtpd_proxy_filter). */
export interface Filter {
  readonly parameter: 'content_filter' | 'smtpd_proxy_filter';
  /** `smtp-amavis:[127.0.0.1]:10024`, `127.0.0.1:10026` */
  readonly to: string;
  /** The service that delivers to it; undefined for a proxy. */
  readonly service?: PlacedService | undefined;
}

export type WayBack =
  | { readonly kind: 'smtpd'; readonly service: PlacedService; readonly condition: Condition }
  /** The filter runs sendmail(1). */
  | { readonly kind: 'pickup'; readonly condition: Condition }
  | { readonly kind: 'none'; readonly condition: Condition };

/**
 * Whether a mail with this filter comes back. FILTER in a table can also name a transport for good: it then is neither
 * a content filter of a service nor on this host.
 */
export function returns(journey: Journey, { to, service }: Filter): boolean {
  const { instance } = journey.system;
  const scopes = [undefined, ...instance.services];
  if (scopes.some((each) => instance.expanded('content_filter', each)?.text.trim() === to)) return true;
  const isOnThisHost = /^[^:]*:\[?(?:127\.|localhost\b|::1\]|ipv6:::1\])/i.test(to);
  return isOnThisHost || (service !== undefined && runsSendmail(service));
}

export function wayBack(journey: Journey, filter: Filter): WayBack {
  const [first, ...others] = candidates(journey, filter);
  const decider = 'filter';
  if (first === undefined) {
    const condition = journey.assume({
      decider,
      question: `what the filter ${filter.to} does with the mail`,
      answer: 'No service takes the mail back, so the trace ends there.',
    });
    return { kind: 'none', condition };
  }
  const option = (back: Candidate): { answer: string; value: Candidate } => ({
    answer:
      back.kind === 'pickup'
        ? 'It returns the mail through sendmail.'
        : `It returns the mail to ${back.service.name}.`,
    value: back,
  });
  const question = `where the filter ${filter.to} returns the mail`;
  const { value, condition } = journey.choose({ decider, question }, [option(first), ...others.map(option)]);
  return { ...value, condition };
}

type Candidate = { readonly kind: 'smtpd'; readonly service: PlacedService } | { readonly kind: 'pickup' };

/** The most likely one first. Filters and the services for their mail usually have neighboring ports. */
function candidates(journey: Journey, filter: Filter): readonly Candidate[] {
  const { instance } = journey.system;
  const filterPort = Number(/:(\d+)$/.exec(filter.to)?.[1] ?? 0);
  const distance = (service: PlacedService): number => Math.abs(Number(portOf(service)) - filterPort);
  /** A service that turns the filter off itself was written for this. */
  const rank = (service: PlacedService): number =>
    instance.overridesOf(service, filter.parameter).length > 0 ? 0 : 1;
  const services = instance.services
    .filter((service) => service.program === 'smtpd' && service.type === 'inet' && isOnLoopback(service))
    .filter((service) => filterPort === 0 || Number(portOf(service)) !== filterPort)
    .filter((service) => new Program(journey, 'smtpd', service).text(filter.parameter) === '')
    .sort((a, b) => rank(a) - rank(b) || distance(a) - distance(b))
    .map((service): Candidate => ({ kind: 'smtpd', service }));
  const { service } = filter;
  if (service?.program !== 'pipe') return services;
  // A script can do either. A command that names sendmail, or an instance without such a service, uses pickup.
  const pickup = instance.services.findLast(({ program }) => program === 'pickup');
  const isFree = new Program(journey, 'pickup', pickup).text('content_filter') === '';
  if (runsSendmail(service)) return [{ kind: 'pickup' }];
  return services.length > 0 || !isFree ? services : [{ kind: 'pickup' }];
}

function runsSendmail(service: PlacedService): boolean {
  return service.program === 'pipe' && plainArguments(service).some(({ text }) => /sendmail/.test(text));
}
