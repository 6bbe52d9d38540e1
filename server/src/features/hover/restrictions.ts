// Access restrictions, restriction classes, and what a restriction takes.

import { restriction } from '../../catalog/restrictions.ts';
import { isClass } from '../../instance/classes.ts';
import type { PlacedService } from '../../instance/instance.ts';
import type { Restriction, Word } from '../../syntax/value.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { type Description, postconf, wordText } from './description.ts';
import { title } from './markdown.ts';
import { currentValue } from './parameters.ts';
import { timeInWords } from './scalars.ts';

export function describeRestriction(
  snapshot: DocumentedSnapshot,
  node: Restriction,
  service: PlacedService | undefined,
): Description | undefined {
  const name = node.name.text;
  const facts = restriction(name);
  if (facts === undefined) return describeClass(snapshot, name, service);
  const { aliasOf, removed, deprecated, successor, since } = facts;
  const instead = successor === undefined ? '' : `: specify \`${successor}\``;
  return {
    paragraphs: [
      `**${name}** — access restriction`,
      ...(aliasOf === undefined ? [] : [`Another name of \`${aliasOf}\`.`]),
      ...(removed === undefined ? [] : [`*Removed* in Postfix ${removed}${instead}.`]),
      ...(removed !== undefined || deprecated === undefined
        ? []
        : [`*Deprecated* since Postfix ${deprecated}${instead}.`]),
      ...wordText(snapshot.docs, 'restriction', name.toLowerCase()),
      ...(since === '2.0'
        ? []
        : [`Since Postfix ${since}. The target is ${snapshot.instance.release.name}.`]),
    ],
    manual: postconf(name.toLowerCase()),
  };
}

/** A name in smtpd_restriction_classes, or of one where it is used. */
export function describeClass(
  snapshot: DocumentedSnapshot,
  name: string,
  service: PlacedService | undefined,
): Description | undefined {
  if (!isClass(snapshot.instance, service, name)) return undefined;
  const value = currentValue(snapshot, name, service);
  const missing = 'No line defines it: smtpd(8) does not know what to do.';
  return {
    paragraphs: [`**${name}** — restriction class`, ...(value.length > 0 ? value : [missing])],
    manual: postconf('smtpd_restriction_classes'),
  };
}

/** Seconds of `sleep`, a DNS list of `reject_rbl_client` and its kin. */
export function describeArgument({ text, parts }: Word): Description | undefined {
  if (parts.some((part) => part.kind !== 'literal')) return undefined;
  if (/^\d+$/.test(text)) return { paragraphs: [title(text, timeInWords(Number(text)))] };
  return describeDnsList(text);
}

/** `domain=filter*weight` of restrictions and of postscreen_dnsbl_sites. */
export function describeDnsList(text: string): Description | undefined {
  const [, domain, filter, weight] = /^([^\s=*]+\.[^\s=*]+)(?:=([^*]*))?(?:\*([+-]?\d+))?$/.exec(text) ?? [];
  if (domain === undefined) return undefined;
  return {
    paragraphs: [
      title(domain, 'DNS list'),
      filter === undefined
        ? 'Any address in the answer counts.'
        : `Only an answer that \`${filter}\` describes counts.`,
      ...(weight === undefined ? [] : [`Being listed adds \`${weight}\` to the client's score.`]),
    ],
  };
}
