// What scenarios share that accept mail for another server: its domains and its addresses.

import { expandedValue } from '../instance/expanded-values.ts';
import type { Instance } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { listOf, mailAddress, nextHop, optional, wordsOf } from './answers.ts';
import { domainsIn } from './common.ts';
import type { ScenarioAnswers } from './plan.ts';
import type { Change, HaveService, Question } from './scenario.ts';

export interface RelayedDomain {
  readonly domain: string;
  /** The next hop in transport_maps: `[192.0.2.99]`. Undefined if the MX records decide. */
  readonly nextHop?: string;
}

/** The domains that the instance already relays for. */
export function relayedDomains(instance: Instance, tables: Tables): readonly RelayedDomain[] {
  const transports = transportLines(instance, tables);
  const own = domainsIn(instance, 'mydestination').map((domain) => domain.toLowerCase());
  return domainsIn(instance, 'relay_domains')
    .filter((domain) => !own.includes(domain.toLowerCase()))
    .map((domain) => {
      const [, nextHop] = /^(?:relay|smtp):(.+)$/.exec(transports.get(domain.toLowerCase()) ?? '') ?? [];
      return nextHop === undefined ? { domain } : { domain, nextHop };
    });
}

/** The entries of the readable tables in transport_maps, by domain. */
function transportLines(instance: Instance, tables: Tables): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const node of expandedValue(instance, 'transport_maps')?.nodes ?? []) {
    if (node.kind !== 'table') continue;
    for (const table of [node, ...node.tables]) {
      const file = tables.file(table.name.text);
      if (file?.language !== 'postfix-table') continue;
      for (const { item } of file.tree.items()) {
        const key = item.key.text.toLowerCase();
        if (!item.problem?.skipped && !lines.has(key)) lines.set(key, item.text.trim());
      }
    }
  }
  return lines;
}

/** The separate transport for mail to our other servers. Very old master.cf files do not have it. */
const relayService: HaveService = {
  kind: 'service',
  name: 'relay',
  type: 'unix',
  fields: ['-', '-', 'n', '-', '-'],
  program: 'smtp',
  overrides: [],
  after: ['smtp/unix'],
  whenKept: '',
};

/** Delivers the mail of domains to a server by its name or address, regardless of MX records. */
export function deliverTo(domains: readonly string[], server: string): readonly Change[] {
  return [
    relayService,
    {
      kind: 'entries',
      parameter: 'transport_maps',
      file: 'transport',
      comment: 'Next hops by domain: DOMAIN relay:[HOST]. After a change, run postmap.',
      entries: domains.map((domain) => [domain, `relay:${nextHop(server)}`]),
      whenKept: 'mail for the domain still goes to the current next hop.',
    },
  ];
}

/** A domain belongs to only one class. If this host relays its mail, it must not have its mailboxes. */
export function notHosted(domains: readonly string[]): Change {
  return {
    kind: 'remove-domains',
    domains,
    lists: ['mydestination', 'virtual_alias_domains', 'virtual_mailbox_domains'],
    whenKept: 'this host delivers mail for the domain locally or rejects it, and never relays it.',
  };
}

/** Questions about the addresses on the other server. Only a server that is always online can be queried for them. */
export function recipientQuestions(instance: Instance, canBeQueried: boolean): readonly Question[] {
  const has = (instance.expanded('relay_recipient_maps')?.text ?? '') !== '';
  const asks = /\breject_unverified_recipient\b/.test(
    instance.expanded('smtpd_recipient_restrictions')?.text ?? '',
  );
  const addresses: Question = {
    id: 'recipients',
    prompt: has
      ? 'Which addresses exist there, in addition to those in relay_recipient_maps?'
      : 'Which addresses exist there? smtpd rejects mail for all other addresses.',
    placeholder: 'user@example.com, postmaster@example.com',
    initial: '',
    check: has
      ? optional(listOf(mailAddress, 'addresses'))
      : listOf(
          mailAddress,
          'one or more addresses, such as user@example.com, or @example.com for all addresses',
        ),
  };
  if (!canBeQueried) return [addresses];
  const list = {
    value: 'list',
    label: 'From a list of addresses',
    description: 'relay_recipient_maps: Postfix rejects mail for other addresses immediately',
  };
  const ask = {
    value: 'ask',
    label: 'By querying the server',
    description: 'reject_unverified_recipient: Postfix probes each new address before it accepts mail for it',
  };
  return [
    {
      id: 'knows',
      prompt: 'How does this host find out which addresses exist there?',
      placeholder: '',
      initial: asks && !has ? 'ask' : 'list',
      choices: [list, ask],
      check: () => undefined,
    },
    { ...addresses, when: { question: 'knows', answer: 'list' } },
  ];
}

export function recipientChanges(domains: readonly string[], answers: ScenarioAnswers): readonly Change[] {
  if (answers.knows === 'ask') return [];
  const addresses = wordsOf(answers.recipients);
  const foreign = addresses.filter(
    (address) => !domains.some((domain) => address.toLowerCase().endsWith(`@${domain.toLowerCase()}`)),
  );
  return [
    ...(addresses.length === 0
      ? []
      : [
          {
            kind: 'entries',
            parameter: 'relay_recipient_maps',
            file: 'relay_recipients',
            comment: 'Addresses that exist in relay_domains: ADDRESS OK. After a change, run postmap.',
            entries: addresses.map((address) => [address, 'OK'] as const),
          } as const,
        ]),
    ...(foreign.length === 0
      ? []
      : [
          {
            kind: 'remark',
            text: `These addresses do not belong to any of the domains: ${foreign.join(', ')}.`,
          } as const,
        ]),
  ];
}

/** The restriction that queries the other server for recipients. */
export function unverified(answers: ScenarioAnswers): readonly Change[] {
  if (answers.knows !== 'ask') return [];
  return [
    {
      kind: 'restriction',
      name: 'smtpd_recipient_restrictions',
      word: 'reject_unverified_recipient',
      initial: ['permit_mynetworks', 'reject_unverified_recipient'],
    },
  ];
}
