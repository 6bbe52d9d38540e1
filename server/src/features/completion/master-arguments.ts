// The arguments after the program of a service: options, attributes, and the command to run.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast } from '../../catalog/release.ts';
import { type Attribute, attributeOf, program } from '../../catalog/services.ts';
import type { PlacedService } from '../../instance/instance.ts';
import type { Argument } from '../../syntax/master-cf.ts';
import { masterBlank } from '../../syntax/words.ts';
import type { CompletionCursor } from './context.ts';
import { typedReference } from './expressions.ts';
import { completePath } from './paths.ts';
import { type CompletionResult, noCompletions, type Suggestion, valueSuggestions } from './suggestions.ts';
import { leading } from './word-at-cursor.ts';

/** A line of master.cf with the cursor after its fields. */
export interface ServiceLine {
  readonly cursor: CompletionCursor;
  /** Undefined if the line does not have all fields yet. */
  readonly service: PlacedService | undefined;
  readonly program: string;
}

/** @param last the word that contains the cursor */
export function argumentAnswer(
  line: ServiceLine,
  earlier: readonly Argument[],
  last: Argument | undefined,
): CompletionResult {
  const { cursor } = line;
  const { before, after } = cursor;
  const attributes = program(line.program)?.attributes ?? {};
  const given = earlier.flatMap((a) => (a.kind === 'argument' && !a.option ? a.text : []));
  const typed = last === undefined ? '' : before.slice(last.start);
  const isInCommand = given.some((text) => attributeOf(line.program, text.slice(0, text.indexOf('=')))?.last);
  const rest = leading(after, (code) => !masterBlank(code));
  if (isInCommand) return completeCommand(line, typed, rest);
  const equals = typed.indexOf('=');
  if (equals >= 0) return completeAttribute(line, typed.slice(0, equals), typed.slice(equals + 1), rest);
  if (given.length > 0 && Object.keys(attributes).length === 0) return noCompletions;
  const missing = Object.entries(attributes)
    // Required attributes come first. The attribute that takes all following words comes last.
    .sort(([, a], [, b]) => attributeOrder(a) - attributeOrder(b))
    .filter(([name]) => !given.some((text) => text.startsWith(`${name}=`)))
    .flatMap(([name, facts]) =>
      facts !== undefined && atLeast(cursor.snapshot.instance.release, facts.since)
        ? attributeSuggestion(name)
        : [],
    );
  return { typed, rest, suggestions: [...missing, ...(given.length === 0 && rest === '' ? options : [])] };
}

function attributeOrder(facts: Attribute | undefined): number {
  return facts?.last === true ? 2 : facts?.required === true ? 0 : 1;
}

function attributeSuggestion(name: string): Suggestion {
  return {
    label: name,
    kind: CompletionItemKind.Property,
    insert: `${name}=`,
    retrigger: true,
    subject: { word: ['pipe', `${name}=`] },
  };
}

/** Options that every program has. */
const options: readonly Suggestion[] = [
  {
    label: '-o',
    kind: CompletionItemKind.Keyword,
    insert: '-o ',
    note: 'override a parameter',
    retrigger: true,
  },
  { label: '-v', kind: CompletionItemKind.Keyword, note: 'verbose logging' },
  { label: '-D', kind: CompletionItemKind.Keyword, note: 'run a debugger' },
];

function completeAttribute(line: ServiceLine, name: string, value: string, rest: string): CompletionResult {
  const { cursor, program } = line;
  const { instance } = cursor.snapshot;
  const facts = attributeOf(program, name);
  if (facts === undefined) return noCompletions;
  if (facts.last) return completeCommand(line, value, rest);
  if (facts.letters !== undefined) {
    const letters = Object.entries(facts.letters).flatMap(([letter, since = '2.0']) =>
      value.includes(letter) || !atLeast(instance.release, since) ? [] : letter,
    );
    return {
      typed: '',
      rest: '',
      suggestions: letters.map((letter) => ({
        label: letter,
        kind: CompletionItemKind.EnumMember,
        subject: { word: ['pipe', `flags=${letter}`] },
      })),
    };
  }
  if (facts.type.type === 'path') return completePath(cursor, value, rest, { onlyDirectories: true });
  if (facts.type.type === 'user')
    return { typed: value, rest, suggestions: valueSuggestions(users(instance.services), 'in use') };
  return noCompletions;
}

/** The users as which the commands of other services run. */
function users(services: readonly PlacedService[]): Set<string> {
  const found = services.flatMap(({ item }) =>
    item.arguments.flatMap((a) =>
      a.kind === 'argument' && a.text.startsWith('user=') ? a.text.slice(5) : [],
    ),
  );
  return new Set(found);
}

/** A word of the command that pipe(8) runs: a macro or a path. */
function completeCommand(
  { cursor, program: name }: ServiceLine,
  typed: string,
  rest: string,
): CompletionResult {
  const { release } = cursor.snapshot.instance;
  const macro = typedReference(typed);
  if (macro !== undefined) {
    const macros = Object.entries(program(name)?.macros ?? {});
    return {
      typed: macro,
      rest: leading(cursor.after, (code) => /\w/.test(String.fromCharCode(code))),
      suggestions: macros
        .filter(([, since = '2.0']) => atLeast(release, since))
        .map(([label]) => ({
          label,
          kind: CompletionItemKind.Variable,
          subject: { word: ['pipe', `\${${label}}`] },
        })),
    };
  }
  return typed.startsWith('/') ? completePath(cursor, typed, rest) : noCompletions;
}
