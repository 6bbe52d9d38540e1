// Access restrictions, restriction classes, and arguments of restrictions.

import { atLeast } from '../../catalog/release.ts';
import { restriction } from '../../catalog/restrictions.ts';
import type { PlacedService } from '../../instance/instance.ts';
import { isClass } from '../../instance/restriction-classes.ts';
import type { Restriction, Word } from '../../syntax/value.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { addedIn, addedLater } from './ages.ts';
import { type Description, postconf, wordText } from './description.ts';
import { quote, title } from './markdown.ts';
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
  const { aliasOf, removed, deprecated, replacement, since } = facts;
  const instead = replacement === undefined ? '' : ` Use \`${replacement}\` instead.`;
  const { release } = snapshot.instance;
  return {
    paragraphs: [
      `**${name}** — access restriction`,
      ...(aliasOf === undefined ? [] : [`Old name of \`${aliasOf}\`.`]),
      ...(removed === undefined ? [] : [`*Removed* in Postfix ${removed}.${instead}`]),
      ...(removed !== undefined || deprecated === undefined
        ? []
        : [`*Deprecated* since Postfix ${deprecated}.${instead}`]),
      ...wordText(snapshot.docs, 'restriction', name.toLowerCase()),
      ...(atLeast(release, since) ? addedIn(since) : addedLater(release, since)),
    ],
    manual: { ...postconf(name.toLowerCase()), describesWord: true },
  };
}

/** Undefined if the name is not a restriction class. */
export function describeClass(
  snapshot: DocumentedSnapshot,
  name: string,
  service: PlacedService | undefined,
): Description | undefined {
  if (!isClass(snapshot.instance, service, name)) return undefined;
  const value = currentValue(snapshot, name, service);
  // smtpd_check.c, smtpd_check_init
  const message = quote(`restriction class \`${name}' needs a definition`);
  const missing = `This class is not defined. smtpd exits with the error ${message}.`;
  return {
    paragraphs: [`**${name}** — restriction class`, ...(value.length > 0 ? value : [missing])],
    manual: postconf('smtpd_restriction_classes'),
  };
}

/** The seconds of `sleep`, or the DNS list of a restriction such as `reject_rbl_client`. */
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
        ? 'Matches if the DNS reply contains an address.'
        : `Matches if the DNS reply contains an address that fits \`${filter}\`.`,
      ...(weight === undefined ? [] : [`A match adds \`${weight}\` to the score of the client.`]),
    ],
  };
}
