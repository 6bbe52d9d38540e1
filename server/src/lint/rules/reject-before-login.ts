// Restrictions that reject users who have logged in, because no restriction before them permits logins.

import type { Fix } from '../../edits/edit.ts';
import { insertWord, literalPlace } from '../../edits/lists.ts';
import type { ExpandedValue } from '../../instance/expanded-values.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { portOf } from '../../instance/service-fields.ts';
import { userToUs } from '../../mail/mail.ts';
import { relay } from '../../mail/relay.ts';
import { relayCheckLists } from '../../mail/relay-check.ts';
import { listValue } from '../../mail/restriction-lists.ts';
import { isRestriction } from '../../mail/restriction-words.ts';
import { ServiceSettings } from '../../mail/service-settings.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { ValueNode } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const rejectBeforeLogin: Rule = {
  code: 'reject-before-login',
  title: 'Restriction rejects users who have logged in',
  severity: 'warning',
  dependsOnServices: true,
  *configuration(context: Configuration): Generator<Finding> {
    const services = smtpdScopes(context.instance).filter((service) =>
      takesLogins(context.instance, service),
    );
    for (const service of services) yield* rejectsAll(context, service, services);
    for (const service of services) yield* rejectsSome(context, service);
  },
};

type Scope = PlacedService | undefined;

const lists = ['client', 'helo', 'sender', 'relay', 'recipient'].map(
  (stage) => `smtpd_${stage}_restrictions`,
);

/** Users connect to it, and smtpd evaluates the lists after they have logged in. */
function takesLogins(instance: Instance, service: Scope): boolean {
  const settings = new ServiceSettings(instance, service);
  return (
    settings.is('smtpd_sasl_auth_enable') &&
    settings.is('smtpd_delay_reject') &&
    isReachable(instance, service)
  );
}

/** `permit_mynetworks, reject`: no login helps. */
function* rejectsAll(context: Configuration, service: Scope, services: readonly Scope[]): Generator<Finding> {
  const { instance } = context;
  const rejects = (each: Scope): boolean => relay(context, each, userToUs).verdict === 'refuses';
  const { usualDecision } = relay(context, service, userToUs);
  if (!rejects(service) || usualDecision?.location === undefined) return;
  const { parameter, location } = usualDecision;
  const value = lists.includes(parameter) ? listValue(instance, service, parameter) : undefined;
  const node = value?.nodes.find(
    (each) => isUnconditional(each) && value.locate(each)?.start === location.start,
  );
  if (value === undefined || node === undefined) return;
  // If users can log in to another service, this one may be closed to them on purpose.
  const isOwn = value.value.source.kind === 'override';
  if (services.some((each) => !rejects(each)) && !(isOwn && enablesLogins(instance, service))) return;
  yield {
    at: location,
    message:
      `${parameter} rejects users who have logged in${where(service)}, because no restriction before "${value.expansion.text.slice(node.start, node.end)}" permits them. ` +
      'smtpd rejects their mail as if they were strangers. ' +
      'Put permit_sasl_authenticated before it.',
    ...fix(instance, value, node),
  };
}

function enablesLogins(instance: Instance, service: Scope): boolean {
  return service !== undefined && instance.overridesOf(service, 'smtpd_sasl_auth_enable').length > 0;
}

function isUnconditional(node: ValueNode): boolean {
  return isRestriction(node, 'reject', 'defer');
}

/** Checks that mail programs and home connections often fail, in a list that a submission service shares. */
const checks = [
  'reject_non_fqdn_helo_hostname',
  'reject_non_fqdn_hostname',
  'reject_unknown_helo_hostname',
  'reject_unknown_hostname',
  'reject_unknown_client_hostname',
  'reject_unknown_client',
  'reject_unknown_reverse_client_hostname',
  'reject_rbl_client',
];

function* rejectsSome({ instance }: Configuration, service: Scope): Generator<Finding> {
  if (service === undefined || !['465', '587'].includes(portOf(service))) return;
  for (const parameter of lists) {
    const value = listValue(instance, service, parameter);
    if (value === undefined || value.value.source.kind !== 'entry') continue;
    const end = value.nodes.findIndex((node) => !passesUsers(node));
    const before = end < 0 ? value.nodes : value.nodes.slice(0, end);
    const node = before.find(
      (each, i) => isRestriction(each, ...checks) && !isRestriction(before[i - 1], 'warn_if_reject'),
    );
    const at = node && literalPlace(instance, value, node);
    if (node?.kind !== 'restriction' || at === undefined) continue;
    yield {
      at,
      severity: 'information',
      message:
        `${node.name.text} also applies to users of ${service.key}, because no restriction before it permits logins. ` +
        'Mail programs and home connections often fail this check, and smtpd then rejects the mail. ' +
        // Without a list that has the relay check, smtpd may not start.
        (isRelayCheckList(parameter)
          ? 'Put permit_sasl_authenticated before it.'
          : `Put permit_sasl_authenticated before it, or add -o ${parameter}= to the service.`),
      ...fix(instance, value, node),
    };
  }
}

function isRelayCheckList(parameter: string): boolean {
  return relayCheckLists.some((name) => name === parameter);
}

/** Whether a user without other rights usually goes on to the next restriction: it permits none, or few. */
function passesUsers(node: ValueNode): boolean {
  const name = node.kind === 'restriction' ? node.name.text.toLowerCase() : '';
  return name.startsWith('reject_') || name.startsWith('check_') || neverForUsers.has(name);
}

const neverForUsers: ReadonlySet<string> = new Set([
  'permit_mynetworks',
  'permit_inet_interfaces',
  'warn_if_reject',
]);

function where(service: Scope): string {
  return service === undefined ? '' : ` (service ${service.key})`;
}

function fix(instance: Instance, value: ExpandedValue, node: ValueNode): { readonly fixes?: readonly Fix[] } {
  const edit = insertWord(instance, value, 'permit_sasl_authenticated', node);
  const title = 'Add permit_sasl_authenticated before it';
  return edit === undefined ? {} : { fixes: [{ title, edits: [edit], preferred: true }] };
}
