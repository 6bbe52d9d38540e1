// OK, or a list of restrictions that permits, in a table that is searched before the relay check, for a name that any client can claim (SMTPD_ACCESS_README).

import type { Instance, Location } from '../../instance/instance.ts';
import { type AccessSource, accessSource, type PlacedAnswer } from '../../mail/access-source.ts';
import { stranger } from '../../mail/mail.ts';
import type { Decision } from '../../mail/outcomes.ts';
import type { AccessKey } from '../../mail/pattern-match.ts';
import { type RelayAnswer, relay, tableListOutcomes } from '../../mail/relay.ts';
import { relayCheckLists } from '../../mail/relay-check.ts';
import { listValue } from '../../mail/restriction-lists.ts';
import { quote, textIn } from '../../mail/restriction-words.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { TableReference } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule, Severity } from '../rule.ts';
import { shownByEntry } from '../shared/relayed-mail.ts';

export const accessOkBeforeGate: Rule = {
  code: 'access-ok-before-gate',
  title: 'Access table permits strangers before the relay check',
  severity: 'error',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance, tables } = context;
    const own = ownDomains(instance);
    for (const service of smtpdScopes(instance)) {
      if (!isReachable(instance, service)) continue;
      for (const { decision, reference } of permittingTables(context, service)) {
        const about = aboutOf(decision.word);
        let count = 0;
        const source = accessSource(tables, reference);
        const permits = (text: string) =>
          tableListOutcomes(tables, service, stranger, text).some(
            ({ end, usual }) => end === 'permits' && usual,
          );
        for (const entry of source === undefined ? [] : permittingEntries(source, permits)) {
          const said = judge(own, about, entry.key);
          const at = entry.location ?? decision.location;
          if (said === undefined || at === undefined) continue;
          // These clients are meant to relay.
          if (about === 'client' && isRelay(entry)) continue;
          const where = { word: decision.word, key: entry.key, at };
          const searched =
            decision.location && entry.location
              ? [{ at: decision.location, message: 'The table is searched here' }]
              : [];
          const { mail, related } = shownByEntry(context, service, where, searched);
          yield {
            ...finding(decision, entry, at, said),
            ...(related.length > 0 && { related }),
            ...(mail && { mail }),
          };
          // The purpose of a table of clients is to permit clients: report that once.
          if (said.severity === 'information' || ++count >= maxFindings) break;
        }
      }
    }
  },
};

/** For one table. More of them would not help. */
const maxFindings = 50;

/** In the order of the table, but all lists of restrictions after the others. */
function* permittingEntries(
  source: AccessSource,
  permits: (list: string) => boolean,
): Generator<PlacedAnswer> {
  yield* source.permitting();
  for (const entry of source.lists()) if (permits(entry.text)) yield entry;
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
function judge(own: ReadonlySet<string>, about: About, key: AccessKey): Judgement | undefined {
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
    case 'client':
      return {
        severity: 'information',
        effect: 'in a table of clients lets these clients relay, as if they were in mynetworks',
        advice: 'If they must not relay, use DUNNO',
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
