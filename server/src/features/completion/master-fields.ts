// The eight fields of a service in master.cf.

import { CompletionItemKind } from 'vscode-languageserver-types';
import { atLeast, type Release } from '../../catalog/release.ts';
import {
  program,
  programNames,
  type StockService,
  serviceTypes,
  stockServices,
} from '../../catalog/services.ts';
import { type MasterField, masterFields } from '../../syntax/master-cf.ts';
import { masterBlank, splitWords } from '../../syntax/words.ts';
import type { CompletionCursor } from './context.ts';
import { type Completions, noCompletions, type Suggestion, valueSuggestions } from './suggestions.ts';
import { leading } from './word-at-cursor.ts';

/** The field after the given fields. */
export function completeField(
  cursor: CompletionCursor,
  fields: readonly string[],
  typed: string,
): Completions {
  const field = masterFields[fields.length];
  if (field === undefined) return noCompletions;
  const rest = leading(cursor.after, (code) => !masterBlank(code));
  // In a complete service, an additional word would shift all following fields.
  if (typed === '' && rest === '' && countWords(cursor) >= masterFields.length) return noCompletions;
  const suggestions = fieldSuggestions(cursor, field, fields);
  // In a new service, each field is followed by the next one.
  const isNew = cursor.after.trim() === '' && field !== 'command';
  return {
    typed,
    rest,
    suggestions: isNew
      ? suggestions.map((o) => ({ ...o, insert: `${o.label} `, retrigger: true }))
      : suggestions,
  };
}

function countWords({ before, after }: CompletionCursor): number {
  const text = before + after;
  return splitWords(text, 0, text.length, { separator: masterBlank, braces: true }).length;
}

function fieldSuggestions(
  { snapshot: { instance } }: CompletionCursor,
  field: MasterField,
  fields: readonly string[],
): Suggestion[] {
  const { release } = instance;
  const stock = stockServices.filter((s) => s.service === fields[0] && (fields[1] ?? s.type) === s.type);
  const usual = [...new Set(stock.map((s) => stockField(s, field)))];
  switch (field) {
    case 'service': {
      const present = new Set(instance.services.map((s) => s.name));
      const names = stockServices.filter((s) => exists(s, release)).map((s) => s.service);
      const missing = names.filter((name) => !present.has(name));
      return [...new Set(missing)].map((label) => ({ label, kind: CompletionItemKind.Module }));
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
      ).map((suggestion) => ({
        ...suggestion,
        kind: CompletionItemKind.Module,
        subject: { word: ['program', suggestion.label] },
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

/** The values that the master.cf of Postfix has for this service come first. */
function words(usual: readonly string[], all: readonly string[]): Suggestion[] {
  const first = usual.filter((word) => all.includes(word));
  return [
    ...valueSuggestions(first, 'standard'),
    ...valueSuggestions(all.filter((word) => !first.includes(word))),
  ].map((suggestion) => ({
    ...suggestion,
    kind: CompletionItemKind.EnumMember,
  }));
}
