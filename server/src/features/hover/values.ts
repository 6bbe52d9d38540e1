// The nodes of values: one answer for each kind of node, and for words by what their type says that they are.

import type { Docs, WordKind } from '../../catalog/docs.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Endpoint, NextHop, TableReference, Word } from '../../syntax/value.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import type { NodeSpot, ValuePlace } from '../spot.ts';
import { type Description, postconf, wordText } from './description.ts';
import { describeEndpoint, describeNextHop, describeTransport, serviceLine } from './destinations.ts';
import { title } from './markdown.ts';
import { describeAddressPattern, describeListWord } from './match-lists.ts';
import { networkOf, networkText } from './networks.ts';
import { describeOwner } from './owners.ts';
import { textAbout } from './parameters.ts';
import { describeArgument, describeClass, describeDnsList, describeRestriction } from './restrictions.ts';
import { portInWords, sizeText, timeText } from './scalars.ts';
import { describeTableName, describeTableType } from './table-references.ts';

export function describeNode(snapshot: DocumentedSnapshot, spot: NodeSpot): Description | undefined {
  const { node, value } = spot;
  return describeKind(snapshot, spot) ?? ('parts' in node ? describeOwner(snapshot, node, value) : undefined);
}

function describeKind(snapshot: DocumentedSnapshot, spot: NodeSpot): Description | undefined {
  const { node, value } = spot;
  const { parameter = '', service } = value;
  if (spot.part === 'member') return describeMember(snapshot, spot.node, spot.holder);
  switch (node.kind) {
    case 'word':
      return describeWord(snapshot, node, spot);
    case 'table':
      return spot.part === 'type'
        ? describeTableType(snapshot, node.type.text)
        : describeTableName(snapshot, node, service);
    case 'restriction':
      return describeRestriction(snapshot, node, service);
    case 'address-pattern':
      return describeAddressPattern(snapshot, node, parameter, service);
    case 'next-hop':
      return describeNextHop(snapshot, node, transportBefore(value, node));
    case 'transport':
      return describeTransport(snapshot, node);
    case 'endpoint':
      return describeEndpoint(snapshot, node);
  }
}

/** `connect_timeout=10s` behind a Milter: as milter_connect_timeout. What stands in a table, the table tells. */
function describeMember(
  snapshot: DocumentedSnapshot,
  { text }: Word,
  holder: TableReference | Endpoint,
): Description | undefined {
  if (holder.kind !== 'endpoint') return undefined;
  const name = `milter_${/^\{?\s*(\w*)/.exec(text)?.[1] ?? ''}`;
  const summary = textAbout(snapshot, name)?.summary;
  return summary === undefined
    ? undefined
    : {
        paragraphs: [title(text, `for this Milter, in place of \`${name}\``), summary],
        manual: postconf(name),
      };
}

/** The transport in front of a next hop: `lmtp` in `lmtp:unix:private/lmtp`; undefined where none stands. */
function transportBefore({ text, span }: ValuePlace, { start }: NextHop): string | undefined {
  return /([^\s,:]+):$/.exec(text.slice(Math.max(span.start, start - 256), start))?.[1];
}

function describeWord(
  snapshot: DocumentedSnapshot,
  node: Word,
  { value }: NodeSpot,
): Description | undefined {
  const { element, text } = node;
  const { parameter = '', service } = value;
  switch (element.type) {
    case 'size':
      return withSummary(snapshot, sizeText(text), parameter);
    case 'time':
      return withSummary(snapshot, timeText(text, element.unit ?? 's'), parameter);
    case 'restriction':
      return describeArgument(node);
    case 'restriction-class':
      return describeClass(snapshot, text, service);
    case 'table-type':
      return describeTableType(snapshot, text);
    case 'domain-pattern':
    case 'string-pattern':
      return describeListWord(snapshot, node, parameter, service);
    case 'dnsbl':
      return describeDnsList(text);
    case 'port':
      return /^[a-z0-9-]+$/i.test(text)
        ? { paragraphs: [title(text, `TCP ${portInWords(snapshot.instance, text)}`)] }
        : undefined;
    case 'address':
    case 'interface': {
      const network = networkOf(text.replace(/^\[(.*)\]$/, '$1'));
      const facts = network && networkText(network);
      return facts && { paragraphs: facts, manual: postconf(parameter) };
    }
    case 'service':
      return describeServiceName(snapshot.instance, text);
    case 'path':
      return parameter === 'mail_spool_directory'
        ? describeSpool(text)
        : element.what === 'mailbox'
          ? describeMailbox(text, parameter)
          : undefined;
    default:
      return describeTerm(snapshot, node, parameter);
  }
}

/** What a number is in other units, and what it is for. */
function withSummary(
  snapshot: DocumentedSnapshot,
  paragraphs: readonly string[] | undefined,
  parameter: string,
): Description | undefined {
  if (paragraphs === undefined) return undefined;
  const summary = textAbout(snapshot, parameter)?.summary;
  if (summary === undefined) return { paragraphs };
  return { paragraphs: [...paragraphs, summary], manual: postconf(parameter) };
}

/** Words that have a text of their own, by what their type says that they are. */
function describeTerm(
  { docs }: DocumentedSnapshot,
  { element, text }: Word,
  parameter: string,
): Description | undefined {
  const known = (kind: WordKind, key: string, what: string): Description | undefined =>
    docs.word(kind, key) === undefined
      ? undefined
      : { paragraphs: [title(text, what), ...wordText(docs, kind, key)], manual: postconf(parameter) };
  switch (element.type) {
    case 'macro':
      return known(
        'milter-macro',
        text.length > 1 && !text.startsWith('{') ? `{${text}}` : text,
        'Milter macro',
      );
    case 'sasl-option':
      return known('sasl-option', text.toLowerCase(), 'property of SASL mechanisms');
    case 'protocol':
      return describeProtocol(docs, text, parameter);
    case 'enum':
      // The word of a TLS level or cipher grade; what the parameter's own list says of it comes first.
      return /_tls_|^tls_/.test(parameter) && !hasMeaning(docs, parameter, text)
        ? known('tls', text.toLowerCase(), 'TLS')
        : undefined;
    default:
      return undefined;
  }
}

function hasMeaning(docs: Docs, parameter: string, text: string): boolean {
  return docs.parameter(parameter)?.values?.some(({ value }) => value === text) ?? false;
}

/** `>=TLSv1.2`, `!SSLv3`, `TLSv1`: the sign, and the protocol behind it. */
function describeProtocol(docs: Docs, text: string, parameter: string): Description | undefined {
  const [, sign = '', name = ''] = /^(>=|<=|!*)(.*)$/s.exec(text) ?? [];
  const protocol = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].find(
    (known) => known.toLowerCase() === name.toLowerCase(),
  );
  const paragraphs = [
    ...(sign === '' ? [] : wordText(docs, 'tls', sign.startsWith('!') ? '!' : sign).slice(0, 1)),
    ...(protocol === undefined ? [] : wordText(docs, 'tls', protocol)),
  ];
  if (paragraphs.length === 0) return undefined;
  return { paragraphs: [title(text, 'TLS protocol'), ...paragraphs], manual: postconf(parameter) };
}

function describeServiceName(instance: Instance, name: string): Description | undefined {
  if (instance.files.master === undefined || name === '') return undefined;
  const service = instance.services.findLast((s) => s.name === name && s.type !== 'inet');
  const place =
    service === undefined
      ? 'master.cf has no such service.'
      : `${serviceLine(instance, service)}, run by \`${service.program}(8)\`.`;
  return { paragraphs: [title(name, 'service'), place] };
}

/** deliver_mailbox (local), virtual(8): the slash at the end alone tells the format. */
function describeMailbox(text: string, parameter: string): Description {
  return {
    paragraphs: text.endsWith('/')
      ? [
          title(text, 'Maildir'),
          'The slash at the end makes it a Maildir: a directory with a file for each message.',
        ]
      : [
          title(text, 'mbox'),
          'No slash at the end: a file in mbox format, to which each message is appended.',
        ],
    manual: postconf(parameter === '' ? 'virtual_mailbox_maps' : parameter),
  };
}

/** local(8): here a directory holds the mailboxes of all users. */
function describeSpool(text: string): Description {
  return {
    paragraphs: text.endsWith('/')
      ? [
          title(text, 'directory of Maildirs'),
          'The slash at the end makes a Maildir of the mailbox of each user in it.',
        ]
      : [
          title(text, 'directory of mbox files'),
          'No slash at the end: a file in mbox format for each user in it.',
        ],
    manual: postconf('mail_spool_directory'),
  };
}
