// Lookup tables in a value: `type:name`, also behind `!` and `proxy:`.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { tableType, tableTypeNames } from '../../catalog/table-types.ts';
import type { Instance } from '../../instance/instance.ts';
import { allTableUses } from '../../instance/tables.ts';
import { pathAnswer } from './files.ts';
import { type Answer, nothing, type Offer, values } from './offer.ts';
import type { ElementPlace } from './value.ts';
import { compareAll, leading } from './words.ts';

/** A type, or, behind the colon, what a type has for a name. */
export async function tableAnswer(at: ElementPlace, role: string | undefined): Promise<Answer> {
  const { place, typed, rest, service } = at;
  // What stands in front of a table in its own right stays.
  const front = /^!*(?:(?:proxy|debug):)*/.exec(typed)?.[0].length ?? 0;
  const own = typed.slice(front);
  const colon = own.indexOf(':');
  if (colon < 0) {
    if (own.includes('$')) return nothing;
    const type = leading(rest, (code) => code !== 58);
    return { typed: own, rest: type, offers: typeOffers(place.snapshot.instance, role) };
  }
  const type = own.slice(0, colon);
  const name = own.slice(colon + 1);
  if (hasFile(type))
    return pathAnswer(place, name, rest, {
      hide: (file) => isIndex(file) || postfixFiles.has(file),
      ...(service === undefined ? {} : { service }),
    });
  // dict_unix.c knows these two.
  return type === 'unix' ? { typed: name, rest, offers: values(['passwd.byname', 'group.byname']) } : nothing;
}

/** Whether a path stands behind the colon. */
export function hasFile(type: string): boolean {
  const { name } = tableType(type) ?? {};
  return name === 'file' || name === 'client';
}

/**
 * The types of the target release: those that tables of this role have, those in use elsewhere, what Postfix
 * takes by itself, then the others.
 */
export function tableTypes(instance: Instance, role: string | undefined): string[] {
  const uses = allTableUses(instance);
  const count = (type: string, ofRole: boolean): number =>
    uses.filter((use) => use.type === type && (!ofRole || use.role === role)).length;
  const usual = instance.expanded('default_database_type')?.text;
  const ranked = tableTypeNames(instance.release)
    .filter((type) => role !== 'cache' || tableType(type)?.cache === true)
    .map((type) => ({
      type,
      order: [
        // Only what is an address can be in a network.
        type === 'cidr' && role !== undefined && role !== 'access' ? 1 : 0,
        -count(type, true),
        -count(type, false),
        type === usual ? 0 : 1,
      ],
    }));
  return ranked.sort((a, b) => compareAll(a.order, b.order)).map(({ type }) => type);
}

function typeOffers(instance: Instance, role: string | undefined): Offer[] {
  const used = new Set(allTableUses(instance).map(({ type }) => type));
  return tableTypes(instance, role).map((type) => ({
    label: `${type}:`,
    kind: CompletionItemKind.Struct,
    again: true,
    subject: { word: ['table', type] },
    ...(used.has(type) ? { note: 'in use' } : {}),
  }));
}

/** The suffixes of the files that postmap makes beside a table. */
const indexes = /\.(?:db|lmdb|cdb|dir|pag)$/;

function isIndex(file: string): boolean {
  return indexes.test(file);
}

/** What stands beside the tables and is none. */
const postfixFiles = new Set(['main.cf', 'master.cf', 'dynamicmaps.cf', 'main.cf.proto', 'master.cf.proto']);
