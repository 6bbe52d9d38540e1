// master.cf: the fields of a service in their order, then the options and attributes of its program.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast, type Release } from '../../catalog/release.ts';
import {
  type Attribute,
  attributeOf,
  program,
  programNames,
  type StockService,
  serviceTypes,
  stockServices,
} from '../../catalog/services.ts';
import type { PlacedService } from '../../instance/instance.ts';
import { parseLines } from '../../syntax/lines.ts';
import {
  type Argument,
  type MasterField,
  masterFields,
  type Override,
  parseMasterLine,
} from '../../syntax/master-cf.ts';
import { masterBlank, splitWords } from '../../syntax/words.ts';
import { typeOf } from '../spots/main-cf.ts';
import { typedReference } from './expressions.ts';
import { pathAnswer } from './files.ts';
import { overrideOffers } from './names.ts';
import { type Answer, type Answering, nothing, type Offer, values } from './offer.ts';
import type { Place } from './place.ts';
import { valueAnswer } from './values.ts';
import { isParameterChar, leading, trailing } from './words.ts';

/** A line of master.cf up to the cursor. */
interface Line {
  readonly place: Place;
  readonly fields: readonly string[];
  /** The service as it stands, when it has all fields. */
  readonly service: PlacedService | undefined;
  readonly program: string;
}

export function masterCfAnswer(place: Place): Answering {
  const { before, start, snapshot } = place;
  const piece = parseLines(before)[0]?.item;
  if (piece?.kind !== 'line') return before === '' ? fieldAnswer(place, [], '') : nothing;
  const item = parseMasterLine(piece);
  if (item.kind === 'malformed' && item.problem === 'leading-whitespace') return nothing;
  const fields = item.fields.map(({ text }) => text);
  const isOpen = !masterBlank(before.charCodeAt(before.length - 1));
  if (
    item.kind === 'malformed' ||
    (fields.length === masterFields.length && item.arguments.length === 0 && isOpen)
  )
    return fieldAnswer(place, isOpen ? fields.slice(0, -1) : fields, isOpen ? (fields.at(-1) ?? '') : '');
  const line: Line = {
    place,
    fields,
    service: snapshot.instance.services.find((s) => s.start === start),
    program: (fields[7] ?? '').replace(/^.*\//, ''),
  };
  const last = item.arguments.at(-1);
  // Right behind "-o" a blank has to come first.
  if (isOpen && last?.kind === 'argument' && last.option && last.text.endsWith('o')) return nothing;
  if (last?.kind === 'argument' && last.option && last.text.endsWith('o')) return overrideName(line, '');
  if (last?.kind === 'override' && (isOpen || isUnclosed(last))) return overrideAnswer(line, last);
  return argumentAnswer(
    line,
    isOpen ? item.arguments.slice(0, -1) : item.arguments,
    isOpen ? last : undefined,
  );
}

function isUnclosed({ problem }: Override): boolean {
  return problem === 'missing-brace';
}

function overrideAnswer(line: Line, { word, name, braces, problem }: Override): Answering {
  const { before } = line.place;
  const text = before.slice(word.start);
  const equals = text.indexOf('=');
  if (equals < 0 || name === undefined) {
    const typed = trailing(text, isParameterChar);
    return /^\{?\s*$/.test(text.slice(0, -typed.length || undefined)) ? overrideName(line, typed) : nothing;
  }
  if (problem === 'text-after-brace') return nothing;
  const { place, service } = line;
  return valueAnswer({
    place,
    type: typeOf(place.snapshot.instance, name.text, service),
    parameter: name.text,
    before: text.slice(equals + 1),
    tight: !braces,
    ...(service === undefined ? {} : { service }),
  });
}

function overrideName({ place, service, program }: Line, typed: string): Answer {
  const { after, snapshot } = place;
  const rest = leading(after, isParameterChar);
  const equals = /^\s*=/.test(after.slice(rest.length)) ? '' : '=';
  return { typed, rest, offers: overrideOffers(snapshot, service, program, equals) };
}

/** A field, by those in front of it. */
function fieldAnswer(place: Place, fields: readonly string[], typed: string): Answer {
  const field = masterFields[fields.length];
  if (field === undefined) return nothing;
  const rest = leading(place.after, (code) => !masterBlank(code));
  // In a gap of a whole service a word would move all that follows by one field.
  if (typed === '' && rest === '' && countWords(place) >= masterFields.length) return nothing;
  const offers = fieldOffers(place, field, fields);
  // While a service is being written each field leads to the next one.
  const leadsOn = place.after.trim() === '' && field !== 'command';
  return {
    typed,
    rest,
    offers: leadsOn ? offers.map((o) => ({ ...o, insert: `${o.label} `, again: true })) : offers,
  };
}

function countWords({ before, after }: Place): number {
  const text = before + after;
  return splitWords(text, 0, text.length, { separator: masterBlank, braces: true }).length;
}

function fieldOffers(
  { snapshot: { instance } }: Place,
  field: MasterField,
  fields: readonly string[],
): Offer[] {
  const { release } = instance;
  const stock = stockServices.filter((s) => s.service === fields[0] && (fields[1] ?? s.type) === s.type);
  const usual = [...new Set(stock.map((s) => stockField(s, field)))];
  switch (field) {
    case 'service': {
      const there = new Set(instance.services.map((s) => s.name));
      const names = stockServices.filter((s) => exists(s, release)).map((s) => s.service);
      const lacking = names.filter((name) => !there.has(name));
      return [...new Set(lacking)].map((label) => ({ label, kind: CompletionItemKind.Module }));
    }
    case 'type':
      return words(
        usual,
        Object.keys(serviceTypes).filter((t) => atLeast(release, serviceTypes[t] ?? '2.0')),
      );
    case 'private':
      // A network service cannot be private (master_ent.c).
      return words(usual, fields[1] === 'inet' ? ['n'] : ['-', 'y', 'n']);
    case 'unprivileged':
    case 'chroot':
      return words(usual, ['-', 'y', 'n']);
    case 'wakeup':
      return words(usual, ['-', '0', '60', '300', '1000?']);
    case 'process_limit':
      return words(usual, ['-', '0', '1', '10', '100']);
    case 'command':
      return words(
        usual,
        programNames.filter((name) => atLeast(release, program(name)?.since ?? '2.0')),
      ).map((offer) => ({
        ...offer,
        kind: CompletionItemKind.Module,
        subject: { word: ['program', offer.label] },
      }));
  }
}

function exists({ program: name }: StockService, release: Release): boolean {
  return atLeast(release, program(name)?.since ?? '2.0');
}

function stockField(service: StockService, field: MasterField): string {
  switch (field) {
    case 'unprivileged':
      return service.unpriv;
    case 'process_limit':
      return service.maxproc;
    case 'command':
      return service.program;
    default:
      return service[field];
  }
}

/** What the master.cf of Postfix itself has for this service comes first. */
function words(usual: readonly string[], all: readonly string[]): Offer[] {
  const first = usual.filter((word) => all.includes(word));
  return [...values(first, 'usual'), ...values(all.filter((word) => !first.includes(word)))].map((offer) => ({
    ...offer,
    kind: CompletionItemKind.EnumMember,
  }));
}

/** @param last the word that the cursor is in */
function argumentAnswer(line: Line, earlier: readonly Argument[], last: Argument | undefined): Answering {
  const { place } = line;
  const { before, after } = place;
  const attributes = program(line.program)?.attributes ?? {};
  const given = earlier.flatMap((a) => (a.kind === 'argument' && !a.option ? a.text : []));
  const typed = last === undefined ? '' : before.slice(last.start);
  const isInCommand = given.some((text) => attributeOf(line.program, text.slice(0, text.indexOf('=')))?.last);
  const rest = leading(after, (code) => !masterBlank(code));
  if (isInCommand) return commandAnswer(line, typed, rest);
  const equals = typed.indexOf('=');
  if (equals >= 0) return attributeAnswer(line, typed.slice(0, equals), typed.slice(equals + 1), rest);
  if (given.length > 0 && Object.keys(attributes).length === 0) return nothing;
  const missing = Object.entries(attributes)
    // What must be there first, and last what takes all that follows.
    .sort(([, a], [, b]) => attributeOrder(a) - attributeOrder(b))
    .filter(([name]) => !given.some((text) => text.startsWith(`${name}=`)))
    .flatMap(([name, facts]) =>
      facts !== undefined && atLeast(place.snapshot.instance.release, facts.since)
        ? attributeOffer(name)
        : [],
    );
  return { typed, rest, offers: [...missing, ...(given.length === 0 && rest === '' ? options : [])] };
}

function attributeOrder(facts: Attribute | undefined): number {
  return facts?.last === true ? 2 : facts?.required === true ? 0 : 1;
}

function attributeOffer(name: string): Offer {
  return {
    label: name,
    kind: CompletionItemKind.Property,
    insert: `${name}=`,
    again: true,
    subject: { word: ['pipe', `${name}=`] },
  };
}

/** Options that people give to any program. */
const options: readonly Offer[] = [
  { label: '-o', kind: CompletionItemKind.Keyword, insert: '-o ', note: 'override a parameter', again: true },
  { label: '-v', kind: CompletionItemKind.Keyword, note: 'more logging' },
  { label: '-D', kind: CompletionItemKind.Keyword, note: 'run a debugger' },
];

function attributeAnswer(line: Line, name: string, value: string, rest: string): Answering {
  const { place, program } = line;
  const { instance } = place.snapshot;
  const facts = attributeOf(program, name);
  if (facts === undefined) return nothing;
  if (facts.last) return commandAnswer(line, value, rest);
  if (facts.letters !== undefined) {
    const letters = Object.entries(facts.letters).flatMap(([letter, since = '2.0']) =>
      value.includes(letter) || !atLeast(instance.release, since) ? [] : letter,
    );
    return {
      typed: '',
      rest: '',
      offers: letters.map((letter) => ({
        label: letter,
        kind: CompletionItemKind.EnumMember,
        subject: { word: ['pipe', `flags=${letter}`] },
      })),
    };
  }
  if (facts.type.type === 'path') return pathAnswer(place, value, rest, { onlyDirectories: true });
  if (facts.type.type === 'user')
    return { typed: value, rest, offers: values(users(instance.services), 'in use') };
  return nothing;
}

/** The users with whose rights other services run. */
function users(services: readonly PlacedService[]): Set<string> {
  const found = services.flatMap(({ item }) =>
    item.arguments.flatMap((a) =>
      a.kind === 'argument' && a.text.startsWith('user=') ? a.text.slice(5) : [],
    ),
  );
  return new Set(found);
}

/** A word of the command that pipe(8) runs: its macros, or a path. */
function commandAnswer({ place, program: name }: Line, typed: string, rest: string): Answering {
  const { release } = place.snapshot.instance;
  const macro = typedReference(typed);
  if (macro !== undefined) {
    const known = Object.entries(program(name)?.macros ?? {});
    return {
      typed: macro,
      rest: leading(place.after, (code) => /\w/.test(String.fromCharCode(code))),
      offers: known
        .filter(([, since = '2.0']) => atLeast(release, since))
        .map(([label]) => ({
          label,
          kind: CompletionItemKind.Variable,
          subject: { word: ['pipe', `\${${label}}`] },
        })),
    };
  }
  return typed.startsWith('/') ? pathAnswer(place, typed, rest) : nothing;
}
