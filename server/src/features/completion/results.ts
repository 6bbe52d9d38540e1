// The right-hand side of a table line, by the purpose of the table.

import { CompletionItemKind } from 'vscode-languageserver-types';
import {
  type ActionArgument,
  accessAction,
  accessActionName,
  accessActions,
  type ContentPlace,
  contentAction,
  contentActions,
} from '../../catalog/actions.ts';
import type { WordKind } from '../../catalog/docs.ts';
import type { RestrictionList } from '../../catalog/restrictions.ts';
import type { TableFile } from '../../instance/table-files.ts';
import { resultForm } from '../../instance/table-results.ts';
import { isSpace } from '../../syntax/chars.ts';
import type { ActionRole } from '../../syntax/tables/actions.ts';
import type { CompletionCursor } from './context.ts';
import { completeMailAddress } from './mail-addresses.ts';
import { nextHopSuggestions, transportSuggestions } from './next-hops.ts';
import { restrictionSuggestions } from './restrictions.ts';
import { type CompletionResult, type Completions, noCompletions, type Suggestion } from './suggestions.ts';
import { completeTlsPolicy } from './tls.ts';
import { completeValue } from './values.ts';
import { leading, wordAround } from './word-at-cursor.ts';

/** @param before the result up to the cursor, without leading white space */
export function completeResult(cursor: CompletionCursor, table: TableFile, before: string): CompletionResult {
  const form = resultForm(cursor.snapshot.instance, table);
  switch (form?.kind) {
    case 'action':
      return completeAction(cursor, table, form.role, before);
    case 'value':
      return completeValue({ cursor, type: form.type, before, plain: true });
    case 'tls-policy':
      return completeTlsPolicy(cursor, before);
    default:
      return noCompletions;
  }
}

function completeAction(
  cursor: CompletionCursor,
  table: TableFile,
  role: ActionRole,
  before: string,
): CompletionResult {
  switch (role) {
    case 'transport':
      return completeTransportResult(cursor, before);
    case 'addresses':
      return completeMailAddress(cursor, before, table.role === 'virtual-alias');
    default: {
      const verb = /^(\S+)\s+(.*)$/s.exec(before);
      if (verb === null) return completeActionWord(cursor, table, role, before);
      const [, word = '', argument = ''] = verb;
      const facts = role === 'access' ? accessAction(accessActionName(word) ?? '') : contentAction(word);
      return facts === undefined ? noCompletions : argumentAnswer(cursor, facts.argument, argument);
    }
  }
}

function completeActionWord(
  cursor: CompletionCursor,
  table: TableFile,
  role: ActionRole,
  typed: string,
): Completions {
  const { instance } = cursor.snapshot;
  const { release } = instance;
  const rest = leading(cursor.after, (code) => !isSpace(code));
  if (role !== 'access') {
    const suggestions = contentActions(release, placeOf(role)).map((word) => {
      const { argument = 'none', replacement } = contentAction(word) ?? {};
      return actionSuggestion('content-action', word, argument, replacement);
    });
    return { typed, rest, suggestions: byUse(suggestions) };
  }
  const lists = listsOf(table);
  const actions = accessActions(release, lists)
    // Only programs that generate tables use numbers.
    .filter((name) => name !== 'digits')
    .map((name) => actionSuggestion('access-action', name, accessAction(name)?.argument ?? 'none'));
  const [list] = lists;
  const restrictions = restrictionSuggestions(instance, list, ' ', new Set())
    // Postfix does not allow a lookup table in the result of a table.
    .filter(({ insert }) => insert === undefined);
  return { typed, rest, suggestions: [...byUse(actions), ...restrictions] };
}

/** The restriction lists that use an access table, if its uses are known. */
function listsOf({ uses }: TableFile): RestrictionList[] {
  return uses.flatMap(({ parameter }) => {
    const list = /^smtpd_(\w+)_restrictions$/.exec(parameter)?.[1];
    return list === undefined ? [] : (list as RestrictionList);
  });
}

function placeOf(role: ActionRole): ContentPlace {
  return role.startsWith('delivery-') ? 'smtp' : role.startsWith('milter-') ? 'milter' : 'cleanup';
}

function actionSuggestion(
  kind: WordKind,
  word: string,
  argument: ActionArgument,
  replacement?: string,
): Suggestion {
  const common = {
    kind: CompletionItemKind.Function,
    subject: { word: [kind, word] },
    ...(replacement === undefined ? {} : { deprecated: true, note: `use ${replacement} instead` }),
  } as const;
  if (/^[45]nn$/.test(word)) {
    const code = word === '4nn' ? '450' : '550';
    const status = word === '4nn' ? '4.7.1' : '5.7.1';
    return { ...common, label: code, insert: `${code} `, snippet: `${code} \${1:${status}} \${2:text}` };
  }
  switch (argument) {
    case 'transport':
      return { ...common, label: word, insert: `${word} `, retrigger: true };
    case 'address':
      return { ...common, label: word, insert: `${word} `, snippet: `${word} \${1:user@domain}` };
    case 'header':
      return { ...common, label: word, insert: `${word} `, snippet: `${word} \${1:Header:} \${2:text}` };
    default:
      return { ...common, label: word };
  }
}

/** The most common actions first, then other actions in upper case, then actions that are also restrictions. */
function byUse(suggestions: readonly Suggestion[]): Suggestion[] {
  const usual = ['REJECT', 'OK', 'DUNNO', 'IGNORE'];
  const rank = ({ label, deprecated }: Suggestion): number => {
    if (deprecated === true) return usual.length + 2;
    const at = usual.indexOf(label);
    return at >= 0 ? at : /^[A-Z]/.test(label) ? usual.length : usual.length + 1;
  };
  return [...suggestions].sort((a, b) => rank(a) - rank(b));
}

function argumentAnswer(
  cursor: CompletionCursor,
  argument: ActionArgument,
  before: string,
): CompletionResult {
  if (argument === 'transport') return completeTransportResult(cursor, before);
  return argument === 'address' ? completeMailAddress(cursor, before) : noCompletions;
}

/** `transport:nexthop`, in a transport table and after FILTER. */
function completeTransportResult(cursor: CompletionCursor, before: string): Completions {
  const { instance } = cursor.snapshot;
  if (/\s/.test(before)) return noCompletions;
  const { typed, rest } = wordAround(before, cursor.after, isSpace);
  const colon = typed.indexOf(':');
  if (colon >= 0) return { typed: typed.slice(colon + 1), rest, suggestions: nextHopSuggestions(instance) };
  const type = leading(rest, (code) => code !== 58);
  return { typed, rest: type, suggestions: transportSuggestions(instance, ':') };
}
