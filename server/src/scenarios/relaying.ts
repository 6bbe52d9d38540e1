// What the scenarios have in common that take mail for another server: its domains, and the addresses that it knows.

import type { Instance } from '../instance/instance.ts';
import type { Tables } from '../instance/table-files.ts';
import { expandedValue } from '../instance/words.ts';
import { listOf, mailAddress, nextHop, optional, wordsOf } from './answers.ts';
import { domainsIn } from './common.ts';
import type { ScenarioAnswers } from './plan.ts';
import type { Change, HaveService, Question } from './scenario.ts';

export interface RelayedDomain {
  readonly domain: string;
  /** Where transport_maps sends it: `[192.0.2.99]`; undefined where its MX records decide. */
  readonly nextHop?: string;
}

/** The domains that the instance relays for already. */
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

/** What the tables of transport_maps that can be read say, by domain. */
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

/** The transport for mail to other servers of ours has a queue of its own. Very old master.cf files lack it. */
const relayService: HaveService = {
  kind: 'service',
  name: 'relay',
  type: 'unix',
  fields: ['-', '-', 'n', '-', '-'],
  program: 'smtp',
  overrides: [],
  kin: ['smtp/unix'],
  whenKept: '',
};

/** The mail of domains goes to a server by its name or address, whatever the MX records say. */
export function handOver(domains: readonly string[], server: string): readonly Change[] {
  return [
    relayService,
    {
      kind: 'entries',
      parameter: 'transport_maps',
      file: 'transport',
      comment: 'Where the mail of a domain goes: DOMAIN relay:[HOST]. After a change: postmap.',
      entries: domains.map((domain) => [domain, `relay:${nextHop(server)}`]),
      whenKept: 'Mail for the domain goes where the table sends it now.',
    },
  ];
}

/** A domain has one home: where its mail is passed on, no mailboxes of it are here. */
export function notHere(domains: readonly string[]): Change {
  return {
    kind: 'remove-domains',
    domains,
    lists: ['mydestination', 'virtual_alias_domains', 'virtual_mailbox_domains'],
    whenKept: 'The mail of the domain ends on this host, or is refused here, and is never passed on.',
  };
}

/** Who exists at the other server. It may be asked where it is always there, so not for a backup. */
export function recipientQuestions(instance: Instance, mayBeAsked: boolean): readonly Question[] {
  const has = (instance.expanded('relay_recipient_maps')?.text ?? '') !== '';
  const asks = /\breject_unverified_recipient\b/.test(
    instance.expanded('smtpd_recipient_restrictions')?.text ?? '',
  );
  const addresses: Question = {
    id: 'recipients',
    prompt: has
      ? 'Which addresses exist there, beside those of relay_recipient_maps?'
      : 'Which addresses exist there? Mail for all others is refused.',
    placeholder: 'user@example.com, postmaster@example.com',
    initial: '',
    check: has
      ? optional(listOf(mailAddress, 'addresses'))
      : listOf(mailAddress, 'the addresses, such as user@example.com, or @example.com for all'),
  };
  if (!mayBeAsked) return [addresses];
  const list = {
    value: 'list',
    label: 'By a list of addresses',
    description: 'relay_recipient_maps: mail for others is refused at once',
  };
  const ask = {
    value: 'ask',
    label: 'By asking the server',
    description:
      'reject_unverified_recipient: Postfix tries each new address there before it takes mail for it',
  };
  return [
    {
      id: 'knows',
      prompt: 'How does this host know which addresses exist there?',
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
            comment: 'The addresses that exist in relay_domains: ADDRESS OK. After a change: postmap.',
            entries: addresses.map((address) => [address, 'OK'] as const),
          } as const,
        ]),
    ...(foreign.length === 0
      ? []
      : [
          {
            kind: 'remark',
            text: `These addresses are in none of the domains: ${foreign.join(', ')}.`,
          } as const,
        ]),
  ];
}

/** The list of the recipients, where the other server is asked. */
export function unverified(answers: ScenarioAnswers): readonly Change[] {
  if (answers.knows !== 'ask') return [];
  return [
    {
      kind: 'restriction',
      name: 'smtpd_recipient_restrictions',
      word: 'reject_unverified_recipient',
      fresh: ['permit_mynetworks', 'reject_unverified_recipient'],
    },
  ];
}
