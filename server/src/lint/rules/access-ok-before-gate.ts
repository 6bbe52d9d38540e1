// An OK in a table that is asked before the gate, under a name that any client may claim (SMTPD_ACCESS_README).

import type { Instance, Location } from '../../instance/instance.ts';
import { accessSource, type PermittingEntry } from '../../mail/access-source.ts';
import { gateLists } from '../../mail/gate.ts';
import { quote, textIn } from '../../mail/list-words.ts';
import { listValue } from '../../mail/lists.ts';
import { stranger } from '../../mail/mail.ts';
import type { AccessKey } from '../../mail/pattern-match.ts';
import { type RelayAnswer, relay } from '../../mail/relay.ts';
import { isReachable, smtpdScopes } from '../../mail/smtpd-services.ts';
import type { Decision } from '../../mail/ways.ts';
import type { TableReference } from '../../syntax/value.ts';
import type { Configuration, Finding, Rule, Severity } from '../rule.ts';

export const accessOkBeforeGate: Rule = {
  code: 'access-ok-before-gate',
  title: 'A table lets strangers in before the relay gate',
  severity: 'error',
  *configuration(context: Configuration): Generator<Finding> {
    const { instance, tables } = context;
    const own = ownDomains(instance);
    for (const service of smtpdScopes(instance)) {
      if (!isReachable(instance, service)) continue;
      for (const { decision, reference } of permittingTables(context, service)) {
        const about = aboutOf(decision.word);
        let count = 0;
        for (const entry of accessSource(tables, reference)?.permitting() ?? []) {
          const said = judge(own, about, entry.key);
          const at = entry.location ?? decision.location;
          if (said === undefined || at === undefined) continue;
          yield finding(decision, entry, at, said);
          // A table of clients is there to let clients in: that is said once.
          if (said.severity === 'information' || ++count >= maxFindings) break;
        }
      }
    }
  },
};

/** More of them in one table say nothing more. */
const maxFindings = 50;

interface PermittingTable {
  readonly decision: Decision;
  readonly reference: TableReference;
}

/** The tables in the two lists that have an OK for a stranger, while no other list refuses him. */
function* permittingTables(
  context: Configuration,
  service: Parameters<typeof relay>[1],
): Generator<PermittingTable> {
  const answer = relay(context, service, stranger);
  if (answer.verdict === 'dies' || isRefused(answer)) return;
  for (const name of gateLists) {
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
  readonly why: string;
}

/** Undefined where the OK is nothing to speak of. */
function judge(own: ReadonlySet<string>, about: About, key: AccessKey): Judgement | undefined {
  switch (about) {
    case 'helo':
      return { why: 'any client can call itself so in HELO' };
    case 'sender':
      return { why: 'any client can write that as its sender' };
    case 'client':
      return { severity: 'information', why: 'these clients may relay as those of mynetworks do' };
    case 'recipient':
      return judgeRecipient(own, key);
  }
}

function judgeRecipient(own: ReadonlySet<string>, key: AccessKey): Judgement | undefined {
  const text = key.kind === 'text' ? key.text : '';
  if (/^[^@]+@$/.test(text)) return { why: `${text} stands for that user in every domain of the world` };
  const domain = text.slice(text.lastIndexOf('@') + 1).replace(/^\./, '');
  if (domain !== '' && own.has(domain)) return undefined;
  return {
    severity: 'information',
    why: 'unless that is one of your own domains, anybody can send mail there through this server',
  };
}

/** As far as they are written out. */
function ownDomains(instance: Instance): ReadonlySet<string> {
  const names = ['mydestination', 'relay_domains', 'virtual_alias_domains', 'virtual_mailbox_domains'];
  return new Set(
    names.flatMap((name) => (instance.expanded(name)?.text ?? '').toLowerCase().split(/[\s,]+/)),
  );
}

function finding(
  { word, parameter, location }: Decision,
  { text, location: entry }: PermittingEntry,
  at: Location,
  { severity, why }: Judgement,
): Finding {
  const [verb = ''] = text.split(/[ \t]/, 1);
  return {
    at,
    ...(severity && { severity }),
    message:
      `${quote(verb)} before the relay gate lets the mail through to any domain: ${why}. ` +
      `${word} in ${parameter} is asked before every gate, and Postfix relays what it permits. ` +
      'Answer DUNNO, or put reject_unauth_destination in front of the table.',
    ...(location && entry && { related: [{ at: location, message: 'Here the table is asked' }] }),
    ...(entry && {
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
