// What stands behind the program of a service: its options, its attributes, and the command that it runs.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast } from '../../catalog/release.ts';
import { type Attribute, attributeOf, program } from '../../catalog/services.ts';
import type { PlacedService } from '../../instance/instance.ts';
import type { Argument } from '../../syntax/master-cf.ts';
import { masterBlank } from '../../syntax/words.ts';
import { typedReference } from './expressions.ts';
import { pathAnswer } from './files.ts';
import { type Answering, nothing, type Offer, values } from './offer.ts';
import type { Place } from './place.ts';
import { leading } from './words.ts';

/** A line of master.cf up to the cursor, which is behind its fields. */
export interface ServiceLine {
  readonly place: Place;
  /** The service as it stands, when it has all fields. */
  readonly service: PlacedService | undefined;
  readonly program: string;
}

/** @param last the word that the cursor is in */
export function argumentAnswer(
  line: ServiceLine,
  earlier: readonly Argument[],
  last: Argument | undefined,
): Answering {
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

function attributeAnswer(line: ServiceLine, name: string, value: string, rest: string): Answering {
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
function commandAnswer({ place, program: name }: ServiceLine, typed: string, rest: string): Answering {
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
