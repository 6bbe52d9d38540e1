// The nodes of values: one answer for each kind of node, and for words by what their type says that they are.

import { parameterDoc, wordDoc } from '../../catalog/docs.ts';
import type { Instance } from '../../instance/instance.ts';
import type { Word } from '../../syntax/value.ts';
import type { Snapshot } from '../snapshot.ts';
import type { NodeSpot } from '../spot.ts';
import { type Description, postconf, wordText } from './description.ts';
import { describeEndpoint, describeNextHop, describeTransport, serviceLine } from './destinations.ts';
import { quote, title } from './markdown.ts';
import { describeAddressPattern, describeListWord } from './match-lists.ts';
import { networkOf, networkText } from './networks.ts';
import { textAbout } from './parameters.ts';
import { describeArgument, describeClass, describeDnsList, describeRestriction } from './restrictions.ts';
import { describeSize, describeTime, portInWords } from './scalars.ts';
import { describeTableName, describeTableType } from './table-references.ts';

export function describeNode(snapshot: Snapshot, spot: NodeSpot): Description | undefined {
  const { node, value } = spot;
  const { parameter = '', service } = value;
  switch (node.kind) {
    case 'word':
      return describeWord(snapshot, node, spot) ?? describeSetting(snapshot, node, parameter);
    case 'table':
      return spot.part === 'type'
        ? describeTableType(snapshot, node.type.text)
        : describeTableName(snapshot, node, service);
    case 'restriction':
      return describeRestriction(snapshot, node, service);
    case 'address-pattern':
      return describeAddressPattern(snapshot, node, parameter, service);
    case 'next-hop':
      return describeNextHop(snapshot, node);
    case 'transport':
      return describeTransport(snapshot, node);
    case 'endpoint':
      return describeEndpoint(snapshot, node);
  }
}

function describeWord(snapshot: Snapshot, node: Word, { value }: NodeSpot): Description | undefined {
  const { element, text } = node;
  const { parameter = '', service } = value;
  switch (element.type) {
    case 'size':
      return describeSize(text);
    case 'time':
      return describeTime(text, element.unit ?? 's');
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
      return isMailbox(node, parameter) ? describeMailbox(text) : undefined;
    default:
      return describeTerm(node, parameter);
  }
}

/** Words that have a text of their own, by what their type says that they are. */
function describeTerm({ element, text }: Word, parameter: string): Description | undefined {
  const known = (kind: Parameters<typeof wordDoc>[0], key: string, what: string): Description | undefined =>
    wordDoc(kind, key) === undefined
      ? undefined
      : { paragraphs: [title(text, what), ...wordText(kind, key)], manual: postconf(parameter) };
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
      return describeProtocol(text, parameter);
    case 'enum':
      // The word of a TLS level or cipher grade; what the parameter's own list says of it comes first.
      return /_tls_|^tls_/.test(parameter) && !hasMeaning(parameter, text)
        ? known('tls', text.toLowerCase(), 'TLS')
        : undefined;
    default:
      return undefined;
  }
}

function hasMeaning(parameter: string, text: string): boolean {
  return parameterDoc(parameter)?.values?.some(({ value }) => value === text) ?? false;
}

/** `>=TLSv1.2`, `!SSLv3`, `TLSv1`: the sign, and the protocol behind it. */
function describeProtocol(text: string, parameter: string): Description | undefined {
  const [, sign = '', name = ''] = /^(>=|<=|!*)(.*)$/s.exec(text) ?? [];
  const protocol = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].find(
    (known) => known.toLowerCase() === name.toLowerCase(),
  );
  const paragraphs = [
    ...(sign === '' ? [] : wordText('tls', sign.startsWith('!') ? '!' : sign).slice(0, 1)),
    ...(protocol === undefined ? [] : wordText('tls', protocol)),
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

/** local(8), virtual(8): a mailbox is a path that mail is delivered to. */
function isMailbox({ element }: Word, parameter: string): boolean {
  return element.what === 'mailbox' || parameter === 'mail_spool_directory';
}

/** deliver_mailbox (local), virtual(8): the slash at the end alone tells the format. */
export function describeMailbox(text: string): Description {
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
  };
}

/** A word without a meaning of its own: what the parameter says of it, else what the parameter is. */
function describeSetting({ instance }: Snapshot, node: Word, parameter: string): Description | undefined {
  const { text, parts } = node;
  if (instance.parameterOf(parameter) === undefined || parts.some((part) => part.kind !== 'literal'))
    return undefined;
  const doc = textAbout(instance, parameter);
  if (doc === undefined) return undefined;
  const { values = [], summary } = doc;
  const word = node.element.anyCase === true || node.element.type === 'boolean' ? text.toLowerCase() : text;
  const meaning = values.find(({ value }) => value === word)?.meaning;
  return {
    paragraphs: [
      title(text, `value of \`${parameter}\``),
      ...(meaning === undefined ? [] : [`${quote(word)}: ${meaning}`]),
      summary,
    ],
    manual: postconf(parameter),
  };
}
