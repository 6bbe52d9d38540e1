// A service that relays for strangers, found by evaluating its restriction lists.

import { isRelayCheck } from '../../catalog/restrictions.ts';
import type { Fix } from '../../edits/edit.ts';
import { insertWord } from '../../edits/lists.ts';
import type { Instance, Location, PlacedService } from '../../instance/instance.ts';
import { stranger } from '../../mail/mail.ts';
import type { Decision } from '../../mail/outcomes.ts';
import { type RelayAnswer, relay } from '../../mail/relay.ts';
import { relayCheckLists, relayCheckLocation } from '../../mail/relay-check.ts';
import { listValue } from '../../mail/restriction-lists.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import { SmtpdSettings } from '../../mail/smtpd-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';
import { relayCheckList } from '../shared/relay-check.ts';
import { shownByMail } from '../shared/relayed-mail.ts';
import { permitsNetworks, trustedInternet } from '../shared/trusted-internet.ts';

export const openRelay: Rule = {
  code: 'open-relay',
  title: 'Strangers can relay through this service',
  severity: 'error',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    for (const service of smtpdScopes(instance)) {
      const answer = relay(context, service, stranger);
      if (answer.verdict === 'dies' || !isReachable(instance, service)) continue;
      const finding =
        answer.usual === 'permits' ? open(instance, service, answer) : perhaps(instance, service, answer);
      if (finding === undefined) continue;
      yield { ...finding, ...shownByMail(context, service, finding.at) };
    }
  },
};

function open(
  instance: Instance,
  service: PlacedService | undefined,
  { usualDecision: decision }: RelayAnswer,
): Finding | undefined {
  const [entry] = permitsNetworks.test(decision?.word ?? '') ? trustedInternet(instance, service) : [];
  if (entry !== undefined) {
    return {
      at: entry.at,
      message:
        `Strangers can send mail to any domain through this server${whereOf(service)}: mynetworks contains ${entry.text}, the entire Internet. ` +
        'Postfix relays the mail and logs nothing unusual. List only your own networks in mynetworks.',
    };
  }
  const swallowed = decision === undefined ? swallowedRelayCheck(instance, service) : undefined;
  const at = decision?.location ?? swallowed?.at ?? relayCheckLocation(instance, service);
  if (at === undefined) return undefined;
  const [why, advice] = swallowed === undefined ? causeOf(instance, decision) : causeOfSwallowed(swallowed);
  const fix = decision && addRelayCheck(instance, service, decision);
  return {
    at,
    message: `Strangers can send mail to any domain through this server${whereOf(service)}: ${why}. Postfix relays the mail and logs nothing unusual. ${advice}`,
    ...(fix && { fixes: [fix] }),
  };
}

/** Why the service relays, and what to do about it. */
function causeOf({ release }: Instance, decision: Decision | undefined): [why: string, advice: string] {
  const list = relayCheckList(release);
  if (decision === undefined)
    return ['no restriction rejects the mail', `Add reject_unauth_destination to ${list}.`];
  const { word, parameter } = decision;
  const why = `"${word}" in ${parameter} permits the mail before any relay check`;
  if (permitsNetworks.test(word)) return [why, 'List only your own networks in mynetworks.'];
  return [why, `Put reject_unauth_destination before it${parameter === list ? '' : ` or in ${list}`}.`];
}

function causeOfSwallowed({ by, relayCheck }: SwallowedRelayCheck): [why: string, advice: string] {
  return [
    `${by} uses ${relayCheck} as its argument, so no restriction rejects the mail`,
    `Give ${by} its own argument, or remove it.`,
  ];
}

/**
 * Adds reject_unauth_destination before the restriction that permits the mail, if that is in the list itself. Before
 * permit_mynetworks, it would reject the mail of your own hosts.
 */
function addRelayCheck(
  instance: Instance,
  service: PlacedService | undefined,
  { parameter, word }: Decision,
): Fix | undefined {
  if (permitsNetworks.test(word)) return undefined;
  const list = relayCheckLists.some((name) => name === parameter)
    ? listValue(instance, service, parameter)
    : undefined;
  const node = list?.nodes.find(({ start, end }) => list.expansion.text.slice(start, end) === word);
  const edit = list && node && insertWord(instance, list, 'reject_unauth_destination', node);
  return edit ? { title: `Add reject_unauth_destination before ${word}`, edits: [edit] } : undefined;
}

interface SwallowedRelayCheck {
  readonly by: string;
  readonly relayCheck: string;
  readonly at: Location | undefined;
}

/** A relay check that has no effect, because the restriction before it uses it as its argument. */
function swallowedRelayCheck(
  instance: Instance,
  service: PlacedService | undefined,
): SwallowedRelayCheck | undefined {
  for (const name of relayCheckLists) {
    const list = listValue(instance, service, name);
    for (const node of list?.nodes ?? []) {
      if (list === undefined || node.kind !== 'restriction' || node.argument === undefined) continue;
      const relayCheck = list.expansion.text.slice(node.argument.start, node.argument.end);
      if (isRelayCheck(relayCheck, instance.release))
        return { by: node.name.text, relayCheck, at: list.locate(node) };
    }
  }
  return undefined;
}

const anyCertificate = /^permit_tls_all_clientcerts$/i;

/** The setting of smtpd that names the public certificate authorities that an operating system trusts. */
function publicAuthorities(
  instance: Instance,
  service: PlacedService | undefined,
): { readonly name: string; readonly path: string } | undefined {
  const settings = new SmtpdSettings(instance, service);
  const asks = settings.is('smtpd_tls_ask_ccert') || settings.is('smtpd_tls_req_ccert');
  if (!asks || settings.level === 'none' || settings.level === undefined) return undefined;
  for (const name of ['smtpd_tls_CAfile', 'smtpd_tls_CApath']) {
    const path = settings.text(name) ?? '';
    if (trustStore.test(path)) return { name, path };
  }
  return undefined;
}

/** Every client needs a certificate, so other servers cannot send mail here, and the certificate authority is the user's own. */
function isForOwnCertificates(instance: Instance, service: PlacedService | undefined): boolean {
  const settings = new SmtpdSettings(instance, service);
  return (
    settings.is('smtpd_tls_req_ccert') &&
    settings.level === 'encrypt' &&
    settings.has('smtpd_tls_CAfile') &&
    settings.lacks('smtpd_tls_CApath') &&
    !settings.is('tls_append_default_CA')
  );
}

/**
 * Where distributions put the certificates of public certificate authorities. OpenSSL finds a certificate in a directory only by
 * the hash of its name: /etc/ssl/certs has such links, and /etc/pki/tls/certs often lacks them.
 */
const trustStore =
  /^(?:\/etc\/ssl\/certs\/?|\/etc\/ssl\/cert\.pem|\/(?:.*\/)?(?:ca-certificates\.crt|ca-bundle(?:\.trust)?\.crt|tls-ca-bundle\.pem|ca-root-nss\.crt))$/;

/** Other rules say more about these. */
const judgedElsewhere = /^(?:permit_mx_backup|check_relay_domains)$/i;

/**
 * A restriction that may permit a stranger, in one of the two lists, if nothing else rejects the mail. If its table can
 * be read and has an OK, access-ok-before-gate marks that entry instead.
 */
function perhaps(
  instance: Instance,
  service: PlacedService | undefined,
  { lists }: RelayAnswer,
): Finding | undefined {
  const refusing = lists.filter(({ ways }) =>
    ways.every(({ end }) => end === 'refuses' || end === 'discards'),
  );
  if (refusing.length > 0) return undefined;
  for (const { parameter, ways } of lists) {
    if (!relayCheckLists.some((name) => name === parameter)) continue;
    const decision = ways.find(({ end }) => end === 'permits')?.decision;
    if (decision === undefined || decision.answer !== undefined || judgedElsewhere.test(decision.word))
      continue;
    if (decision.location === undefined) continue;
    const authorities = anyCertificate.test(decision.word) ? publicAuthorities(instance, service) : undefined;
    if (authorities !== undefined)
      return {
        at: decision.location,
        message:
          `Strangers can send mail to any domain through this server${whereOf(service)}: ${decision.word} permits every client with a certificate from a public certificate authority, because ${authorities.name} is ${authorities.path}. ` +
          'Postfix relays the mail and logs nothing unusual. ' +
          `Write permit_tls_clientcerts instead and set relay_clientcerts, or put only your own certificate authority in ${authorities.name}.`,
      };
    if (anyCertificate.test(decision.word) && isForOwnCertificates(instance, service)) return undefined;
    return {
      at: decision.location,
      severity: 'information',
      message:
        `"${decision.word}" in ${decision.parameter}${whereOf(service)} comes before any relay check. ` +
        (anyCertificate.test(decision.word)
          ? 'Every client with a certificate from an authority in smtpd_tls_CAfile or smtpd_tls_CApath can relay. ' +
            'List only your own authority there, or write permit_tls_clientcerts and set relay_clientcerts.'
          : "If it ever permits a stranger, Postfix relays the stranger's mail to any domain. " +
            'Put reject_unauth_destination before it, or make sure that it never returns OK for strangers.'),
    };
  }
  return undefined;
}

function whereOf(service: PlacedService | undefined): string {
  return service === undefined ? '' : ` (service ${service.key})`;
}
