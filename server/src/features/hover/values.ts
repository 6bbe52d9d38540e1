// The nodes of values: one description for each kind of node, and for each type of word.

import type { Docs, WordKind } from '../../catalog/docs.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Endpoint, NextHop, TableReference, Word } from '../../syntax/value.ts';
import type { NodeOccurrence, PlacedValue } from '../occurrences/index.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
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

export function describeNode(
  snapshot: DocumentedSnapshot,
  occurrence: NodeOccurrence,
): Description | undefined {
  const { node, value } = occurrence;
  return (
    describeKind(snapshot, occurrence) ?? ('parts' in node ? describeOwner(snapshot, node, value) : undefined)
  );
}

function describeKind(snapshot: DocumentedSnapshot, occurrence: NodeOccurrence): Description | undefined {
  const { node, value } = occurrence;
  const { parameter = '', service } = value;
  if (occurrence.part === 'member') return describeMember(snapshot, occurrence.node, occurrence.holder);
  switch (node.kind) {
    case 'word':
      return describeWord(snapshot, node, occurrence);
    case 'table':
      return occurrence.part === 'type'
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

/** `connect_timeout=10s` after a Milter corresponds to milter_connect_timeout. Members of a table have no description. */
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
        paragraphs: [title(text, `setting of this Milter, instead of \`${name}\``), summary],
        manual: postconf(name),
      };
}

/** The transport before a next hop, such as `lmtp` in `lmtp:unix:private/lmtp`; undefined if there is none. */
function transportBefore({ text, span }: PlacedValue, { start }: NextHop): string | undefined {
  return /([^\s,:]+):$/.exec(text.slice(Math.max(span.start, start - 256), start))?.[1];
}

function describeWord(
  snapshot: DocumentedSnapshot,
  node: Word,
  { value }: NodeOccurrence,
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

/** A number in other units, and the summary of the parameter. */
function withSummary(
  snapshot: DocumentedSnapshot,
  paragraphs: readonly string[] | undefined,
  parameter: string,
): Description | undefined {
  if (paragraphs === undefined) return undefined;
  const summary = textAbout(snapshot, parameter)?.summary;
  if (summary === undefined) return { paragraphs };
  return { paragraphs: [...paragraphs, `*${parameter}:* ${summary}`], manual: postconf(parameter) };
}

/** Words that have a description, by their type. */
function describeTerm(
  { docs }: DocumentedSnapshot,
  { element, text }: Word,
  parameter: string,
): Description | undefined {
  const documented = (kind: WordKind, key: string, what: string): Description | undefined =>
    docs.word(kind, key) === undefined
      ? undefined
      : { paragraphs: [title(text, what), ...wordText(docs, kind, key)], manual: postconf(parameter) };
  switch (element.type) {
    case 'macro':
      return documented(
        'milter-macro',
        text.length > 1 && !text.startsWith('{') ? `{${text}}` : text,
        'Milter macro',
      );
    case 'sasl-option':
      return documented('sasl-option', text.toLowerCase(), 'SASL security option');
    case 'protocol':
      return describeProtocol(docs, text, parameter);
    case 'enum':
      // A TLS level or cipher grade. If the parameter describes its values, that description is more specific.
      return /_tls_|^tls_/.test(parameter) && !hasMeaning(docs, parameter, text)
        ? documented('tls', text.toLowerCase(), 'TLS setting')
        : undefined;
    default:
      return undefined;
  }
}

function hasMeaning(docs: Docs, parameter: string, text: string): boolean {
  return docs.parameter(parameter)?.values?.some(({ value }) => value === text) ?? false;
}

/** `>=TLSv1.2`, `!SSLv3`, or `TLSv1`: the sign and the protocol. */
function describeProtocol(docs: Docs, text: string, parameter: string): Description | undefined {
  const [, sign = '', name = ''] = /^(>=|<=|!*)(.*)$/s.exec(text) ?? [];
  const protocol = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].find(
    (each) => each.toLowerCase() === name.toLowerCase(),
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
  const text =
    service === undefined
      ? 'There is no such service in master.cf.'
      : `Program: \`${service.program}(8)\`, from ${serviceLine(instance, service)}.`;
  return { paragraphs: [title(name, 'service'), text] };
}

/** In local(8) and virtual(8), only the trailing slash determines the format. */
function describeMailbox(text: string, parameter: string): Description {
  return {
    paragraphs: text.endsWith('/')
      ? [
          title(text, 'Maildir'),
          'The trailing slash selects the Maildir format: a directory with one file for each message.',
        ]
      : [
          title(text, 'mbox'),
          'Without a trailing slash, Postfix appends each message to this file in mbox format.',
        ],
    manual: postconf(parameter === '' ? 'virtual_mailbox_maps' : parameter),
  };
}

/** In local(8), this directory contains the mailboxes of all users. */
function describeSpool(text: string): Description {
  return {
    paragraphs: text.endsWith('/')
      ? [
          title(text, 'directory of Maildirs'),
          'The trailing slash selects the Maildir format: the directory contains one Maildir for each user.',
        ]
      : [
          title(text, 'directory of mbox files'),
          'Without a trailing slash, the directory contains one file in mbox format for each user.',
        ],
    manual: postconf('mail_spool_directory'),
  };
}
