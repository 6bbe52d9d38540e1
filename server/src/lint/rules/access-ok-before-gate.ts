// OK, or a list of restrictions that permits, in a table that is searched before the relay check, for a name that any client can claim (SMTPD_ACCESS_README).

import ipaddr from 'ipaddr.js';
import type { Instance, Location } from '../../instance/instance.ts';
import { accessSource, type PlacedAnswer } from '../../mail/access-source.ts';
import { stranger } from '../../mail/mail.ts';
import { inAddressList } from '../../mail/networks.ts';
import type { Decision } from '../../mail/outcomes.ts';
import type { AccessKey } from '../../mail/pattern-match.ts';
import { type RelayAnswer, relay, tableListOutcomes } from '../../mail/relay.ts';
import { relayCheckLists } from '../../mail/relay-check.ts';
import { listValue } from '../../mail/restriction-lists.ts';
import { quote, textIn } from '../../mail/restriction-words.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import { parseAddress } from '../../syntax/tables/address.ts';
import type { TableReference } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule, Severity } from '../rule.ts';
import { shownByEntry } from '../shared/relayed-mail.ts';

export const accessOkBeforeGate: Rule = {
  code: 'access-ok-before-gate',
  title: 'Access table permits strangers before the relay check',
  severity: 'error',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance } = context;
    const own = ownDomains(instance);
    for (const service of smtpdScopes(instance)) {
      if (!isReachable(instance, service)) continue;
      for (const { decision, reference } of permittingTables(context, service)) {
        const about = aboutOf(decision.word);
        if (about === 'client') {
          yield* permittedClients(context, service, decision, reference);
          continue;
        }
        let count = 0;
        for (const entry of permittingEntries(context, service, reference)) {
          const said = judge(own, about, entry.key);
          const at = entry.location ?? decision.location;
          if (said === undefined || at === undefined) continue;
          yield shown(context, service, decision, entry, finding(decision, entry, at, said));
          if (said.severity === 'information' || ++count >= maxFindings) break;
        }
      }
    }
  },
};

/** For one table. More of them would not help. */
const maxFindings = 50;

type Scope = Parameters<typeof relay>[1];

function shown(
  context: Configuration,
  service: Scope,
  decision: Decision,
  { key, location }: PlacedAnswer,
  found: Finding,
): Finding {
  const searched =
    decision.location && location ? [{ at: decision.location, message: 'The table is searched here' }] : [];
  const where = { word: decision.word, key, at: found.at };
  const { mail, related } = shownByEntry(context, service, where, searched);
  return { ...found, ...(related.length > 0 && { related }), ...(mail && { mail }) };
}

/** In the order of the table, but all lists of restrictions after the others. */
function* permittingEntries(
  { tables }: Configuration,
  service: Scope,
  reference: TableReference,
): Generator<PlacedAnswer> {
  const source = accessSource(tables, reference);
  if (source === undefined) return;
  yield* source.permitting();
  for (const entry of source.lists()) {
    const outcomes = tableListOutcomes(tables, service, stranger, entry.text);
    if (outcomes.some(({ end, usual }) => end === 'permits' && usual)) yield entry;
  }
}

/**
 * The purpose of such a table is to permit clients: reports it once, at the first client on the Internet that is not
 * trusted anyway, or else at the first network or name.
 */
function* permittedClients(
  context: Configuration,
  service: Scope,
  decision: Decision,
  reference: TableReference,
): Generator<Finding> {
  let other: PlacedAnswer | undefined;
  let first: PlacedAnswer | undefined;
  let count = 0;
  for (const entry of permittingEntries(context, service, reference)) {
    // RELAY says that these clients are meant to relay.
    if (isRelay(entry)) continue;
    const host = hostOf(entry.key);
    if (host === undefined) {
      if (!isDeadKey(entry.key)) other ??= entry;
    } else if (isPublic(host) && isOutside(context, service, host)) {
      first ??= entry;
      count++;
    } else if (!isOutside(context, service, host)) continue;
    else other ??= entry;
  }
  const entry = first ?? other;
  const at = entry?.location ?? decision.location;
  if (entry === undefined || at === undefined) return;
  const host = hostOf(entry.key);
  const others = count > 1 ? ` and ${count - 1} other ${count === 2 ? 'host' : 'hosts'}` : '';
  const said: Judgement =
    first === undefined || host === undefined
      ? {
          severity: 'information',
          effect: 'in a table of clients lets these clients relay, as if they were in mynetworks',
          advice: 'If they must not relay, use DUNNO',
        }
      : {
          // The purpose of smtpd_relay_restrictions is to say who may relay. The other list has many purposes.
          severity: decision.parameter === 'smtpd_relay_restrictions' ? 'information' : 'warning',
          effect: `lets ${host}${others} outside mynetworks relay to any destination`,
          advice:
            'To exempt a host only from the checks that follow, put reject_unauth_destination before the table',
        };
  yield shown(context, service, decision, entry, finding(decision, entry, at, said));
}

/** The address in a key that is a whole address. */
function hostOf(key: AccessKey): string | undefined {
  if (key.kind === 'text') {
    const isAddress = (['ipv4', 'ipv6'] as const).some((family) => parseAddress(key.text, family));
    return isAddress ? key.text : undefined;
  }
  if (key.kind !== 'network' || key.network.negated) return undefined;
  const { family, length, address } = key.network;
  return length === (family === 'ipv6' ? 128 : 32) ? address.text : undefined;
}

/** A network or an email address as a key of an indexed table, which another rule reports. */
function isDeadKey(key: AccessKey): boolean {
  return key.kind === 'text' && /[/@]/.test(key.text);
}

/** Whether an address is public: neither in a private network nor a loopback address. */
function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ['unicast', 'reserved'].includes(ipaddr.parse(address).range());
}

function isOutside({ instance, tables }: Configuration, service: Scope, address: string): boolean {
  if (/^(?:127\.|::1$)/.test(address)) return false;
  return (
    inAddressList(tables, instance, 'mynetworks', service, { address, destination: 'foreign' }) === 'out'
  );
}

function isRelay({ text }: PlacedAnswer): boolean {
  return /^relay(?![^ \t])/i.test(text);
}

interface PermittingTable {
  readonly decision: Decision;
  readonly reference: TableReference;
}

/** The tables in the two lists that return OK for a stranger whom no other list rejects. */
function* permittingTables(
  context: Configuration,
  service: Parameters<typeof relay>[1],
): Generator<PermittingTable> {
  const answer = relay(context, service, stranger);
  if (answer.verdict === 'dies' || isRefused(answer)) return;
  for (const name of relayCheckLists) {
    const list = listValue(context.instance, service, name);
    const ways = answer.lists.find(({ parameter }) => parameter === name)?.ways ?? [];
    if (list === undefined) continue;
    const nodes = new Map(list.nodes.map((node) => [textIn(list, node), node]));
    for (const { end, usual, decision } of ways) {
      if (end !== 'permits' || usual || decision?.answer === undefined) continue;
      const node = nodes.get(decision.word);
      const reference = node?.kind === 'restriction' ? node.argument : node;
      if (reference?.kind === 'table') yield { decision, reference };
    }
  }
}

function isRefused({ lists }: RelayAnswer): boolean {
  return lists.some(({ ways }) => ways.every(({ end }) => end === 'refuses' || end === 'discards'));
}

type About = 'helo' | 'sender' | 'recipient' | 'client';

function aboutOf(word: string): About {
  const [, about = 'recipient'] = /^check_(helo|sender|recipient|client)_access\s/i.exec(word) ?? [];
  return about.toLowerCase() as About;
}

interface Judgement {
  readonly severity?: Severity;
  /** What the OK does. */
  readonly effect: string;
  readonly advice: string;
}

const advice = 'Use DUNNO, or put reject_unauth_destination before the table';
/** DUNNO would stop the mail of a host that is meant to relay. */
const adviceForSenders = 'Use DUNNO, and list hosts that may relay in mynetworks';

/** Undefined if the OK is harmless. */
function judge(
  own: ReadonlySet<string>,
  about: Exclude<About, 'client'>,
  key: AccessKey,
): Judgement | undefined {
  switch (about) {
    case 'helo':
      return {
        effect: 'for this HELO name lets anyone relay, because any client can send that name',
        advice: adviceForSenders,
      };
    case 'sender':
      return {
        effect: 'for this sender lets anyone relay, because any client can send that address',
        advice: adviceForSenders,
      };
    case 'recipient':
      return judgeRecipient(own, key);
  }
}

function judgeRecipient(own: ReadonlySet<string>, key: AccessKey): Judgement | undefined {
  const text = key.kind === 'text' ? key.text : '';
  const user = /^([^@]+)@$/.exec(text)?.[1];
  if (user !== undefined)
    return { effect: `for ${text} lets anyone relay to the user ${user} in any domain`, advice };
  // Postfix rejects addresses in such a domain.
  if (hostOf(key) !== undefined) return undefined;
  const domain = text.slice(text.lastIndexOf('@') + 1).replace(/^\./, '');
  if (domain !== '' && own.has(domain)) return undefined;
  return {
    severity: 'information',
    effect: 'for this recipient lets anyone relay to it, unless its domain is one of yours',
    advice,
  };
}

/** Only those that the values themselves name, not those in tables. */
function ownDomains(instance: Instance): ReadonlySet<string> {
  const names = ['mydestination', 'relay_domains', 'virtual_alias_domains', 'virtual_mailbox_domains'];
  return new Set(
    names.flatMap((name) => (instance.expanded(name)?.text ?? '').toLowerCase().split(/[\s,]+/)),
  );
}

function finding(
  { word, parameter }: Decision,
  permitting: PlacedAnswer,
  at: Location,
  { severity, effect, advice }: Judgement,
): Finding {
  const { text, location: entry } = permitting;
  const [first = ''] = text.split(/[ \t]/, 1);
  const isAction = /^(?:OK|RELAY|permit|\d+)$/i.test(first);
  // Of a list of restrictions, only a single word can be replaced.
  const verb = isAction && !/^permit$/i.test(first) ? first : text;
  return {
    at,
    ...(severity && { severity }),
    message:
      `${quote(verb)} ${effect}. ` +
      `${word} in ${parameter} comes before the relay check, so Postfix relays all mail that the table permits. ` +
      `${advice}.`,
    ...(entry &&
      isAction &&
      !isRelay(permitting) && {
        fixes: [
          {
            title: `Change ${verb} to DUNNO`,
            edits: [{ at: { ...entry, end: entry.start + verb.length }, text: 'DUNNO' }],
            preferred: severity === undefined,
          },
        ],
      }),
  };
}
