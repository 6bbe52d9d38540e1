// A next hop that the SMTP or LMTP client cannot parse (host_port.c). The client exits, and master restarts it slowly.

import { tableType } from '../../catalog/table-types.ts';
import type { Instance, Location } from '../../instance/instance.ts';
import { listsOf } from '../../instance/read-values.ts';
import type { TableContext } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { clientOf, transportReferences } from '../../mail/transports.ts';
import { type NextHopClient, nextHopMeant, nextHopProblem, nextHopWords } from '../../syntax/next-hop.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, LineFinding, Rule } from '../rule.ts';
import { beginning } from '../shared/malformed-lines.ts';

export const badNextHop: Rule = {
  code: 'bad-next-hop',
  title: 'Next hop is malformed',
  severity: 'error',
  lines: {
    'postfix-table': relayhostInTable,
    'postfix-regexp': relayhostInTable,
    'postfix-cidr': relayhostInTable,
  },
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    yield* inParameters(instance);
    const byDefault = defaultTransport(instance);
    const clientFor = (name: string) => clientOf(instance, name === '' ? byDefault : name);
    const isWanted = (name: string): boolean => clientFor(name) !== undefined;
    const selection = { by: 'malformed', isWanted } as const;
    for (const { name, nextHop = '', nextHopAt } of transportReferences(instance, tables, selection)) {
      const client = clientFor(name);
      if (client === undefined || nextHopAt === undefined) continue;
      const words = nextHopWords(nextHop);
      const problem = words.map((word) => textOf(word, client, name)).find((found) => found !== undefined);
      if (problem !== undefined) yield finding(nextHopAt, problem, words.length === 1);
    }
  },
};

function* relayhostInTable(item: TableItems[TableLanguage], { role }: TableContext): Generator<LineFinding> {
  const result = role === 'nexthop' ? resultOf(item) : undefined;
  if (result === undefined) return;
  const { start, end, text } = result.name;
  if (result.references && text.includes('$')) return;
  const words = nextHopWords(text);
  const found = words.map((word) => textOf(word, 'smtp')).find((each) => each !== undefined);
  if (found === undefined) return;
  const { message, meant } = found;
  const isFixable = words.length === 1 && meant !== undefined;
  yield {
    start,
    end,
    message,
    ...(isFixable && {
      fixes: [{ title: `Change to ${meant}`, edits: [{ start, end, text: meant }], preferred: true }],
    }),
  };
}

/** The parameters that hold next hops, and the transport that uses them. */
function* inParameters(instance: Instance): Generator<Finding> {
  for (const value of listsOf(instance, 'nexthop')) {
    const { name, service, raw } = value;
    const transport = transportUsing(instance, name, service?.name);
    if (transport === undefined || value.text === undefined || value.hasComment) continue;
    const client = clientOf(instance, transport);
    if (client === undefined) continue;
    for (const node of value.expanded.nodes) {
      if (node.kind !== 'next-hop') continue;
      const problem = textOf(node.text, client);
      if (problem !== undefined) yield finding(value.locate(node), problem, !raw.includes('$'));
    }
  }
}

function transportUsing(instance: Instance, parameter: string, service = ''): string | undefined {
  switch (parameter) {
    case 'relayhost':
      return service === '' ? defaultTransport(instance) : undefined;
    case 'smtp_fallback_relay':
    case 'fallback_relay':
      return service === '' ? 'smtp' : service;
    case 'lmtp_fallback_relay':
      return service === '' ? 'lmtp' : service;
    default:
      return undefined;
  }
}

function defaultTransport(instance: Instance): string {
  return (instance.expanded('default_transport')?.text ?? '').replace(/:.*/s, '');
}

interface Problem {
  readonly message: string;
  readonly meant?: string;
}

/** @param transport the transport that is written before the next hop, if there is one */
function textOf(word: string, client: NextHopClient, transport?: string): Problem | undefined {
  const problem = nextHopProblem(word, client);
  if (problem === undefined) return undefined;
  const [, prefix, rest = ''] = /^(smtp|smtps|lmtp|relay|inet):(?!\/)(.+)$/.exec(word) ?? [];
  const isHop = prefix !== undefined && nextHopProblem(rest, 'smtp') === undefined;
  const meant = isHop && transport === undefined ? rest : nextHopMeant(word);
  const shown = beginning(word, 100);
  const message =
    `"${shown}" is not a valid next hop. ` +
    `The ${client.toUpperCase()} client exits${word.length > 100 ? '' : ` with ${logText(problem)}`}, and mail waits in the queue. ` +
    (meant !== undefined
      ? `Write ${meant}.`
      : isHop
        ? `Write only one transport before the host, such as ${prefix}:${rest}.`
        : isTable(word)
          ? 'Put the table in transport_maps or sender_dependent_relayhost_maps.'
          : 'Write host, host:port, [host], or [host]:port.');
  return meant === undefined ? { message } : { message, meant };
}

/** `hash:/path`: a lookup table instead of a next hop. */
function isTable(word: string): boolean {
  const [, type = ''] = /^(?:proxy:)?([a-z]+):\//.exec(word) ?? [];
  return tableType(type) !== undefined;
}

function finding(at: Location, { message, meant }: Problem, isWhole: boolean): Finding {
  const isFixable = isWhole && meant !== undefined;
  return {
    at,
    message,
    ...(isFixable && {
      fixes: [{ title: `Change to ${meant}`, edits: [{ at, text: meant }], preferred: true }],
    }),
  };
}
