// Results in access tables and in header and body checks that smtpd(8) or cleanup(8) cannot use (smtpd_check.c,
// cleanup_message.c, header_body_checks.c).

import { restriction, restrictionNames } from '../../catalog/restrictions.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import { isClass } from '../../instance/restriction-classes.ts';
import type { TableContext } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { readableTables } from '../../instance/tables-in-place.ts';
import { type ActionProblemCode, parseAction } from '../../syntax/tables/actions.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import type { TableProblem } from '../../syntax/tables/problem.ts';
import type { Span } from '../../syntax/text.ts';
import { logText } from '../messages.ts';
import type { Configuration, Finding, LineFinding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const badAccessAction: Rule = {
  code: 'bad-access-action',
  title: 'Postfix cannot carry out this action',
  severity: 'error',
  dependsOnRole: true,
  lines: {
    *'postfix-table'(item, context) {
      // Another rule reports that header and body checks need a table of patterns.
      if (context.type === undefined || !/-checks$/.test(context.role ?? ''))
        yield* actionProblems(item, context);
    },
    'postfix-regexp': actionProblems,
    'postfix-cidr': actionProblems,
  },
  configuration: unknownActions,
};

function* actionProblems(
  item: TableItems[TableLanguage],
  { actionRole: role }: TableContext,
): Generator<LineFinding> {
  const result = resultOf(item);
  if (role === undefined || role === 'transport' || role === 'addresses' || result === undefined) return;
  const { line, name, references } = result;
  if (name.text === '') return;
  const { problem } = parseAction(role, line, name, { references });
  if (problem === undefined) return;
  const { start, end } = problem;
  const daemon = role === 'access' ? 'smtpd' : role.startsWith('delivery') ? 'smtp' : 'cleanup';
  yield { start, end, message: messageOf(problem, line.text.slice(start, end), daemon) };
}

/** What is wrong, and what to write; and what Postfix does, unless it just ignores the entry. */
interface ProblemText {
  readonly wrong: (text: string, daemon: string) => string;
  readonly does?: string;
  readonly write: string;
}

const texts: Readonly<Record<ActionProblemCode, ProblemText>> = {
  'missing-argument': { wrong: (text) => `${text} needs an argument`, write: 'Add the argument' },
  'missing-transport': {
    wrong: (text) => `FILTER takes transport:destination, not "${text}"`,
    write: 'Write, for example, FILTER smtp:[127.0.0.1]:10024',
  },
  'missing-domain': {
    wrong: () => 'This action takes an address with a domain',
    write: 'Write an address such as user@example.com',
  },
  'missing-header': {
    wrong: () => 'This action takes a header: a name, a colon, and text',
    write: 'Write a header such as X-Header: text',
  },
  'bad-status': {
    wrong: (text) => `REJECT takes a status code that begins with 4 or 5, not ${text}`,
    does: 'replaces its first digit with 4',
    write: 'Write a code such as 5.7.1, or omit it',
  },
  'lookup-table': {
    wrong: () => 'An access table cannot name another table',
    does: 'answers "451 4.3.5 Server configuration error"',
    write: 'Define a restriction class in smtpd_restriction_classes, and write its name',
  },
  'empty-value': {
    wrong: () => 'The result contains no action',
    does: 'treats it as OK',
    write: 'Write an action',
  },
  'unknown-action': { wrong: (text) => `"${text}" is not an action`, write: 'Correct the action' },
  'unsupported-action': {
    wrong: (text, daemon) => `${daemon} does not support the action ${text} in this table`,
    write: 'Correct the action, or move the line to another table',
  },
  'no-address': { wrong: () => 'The result is not an address', write: 'Write an address' },
};

function messageOf({ code, message }: TableProblem<ActionProblemCode>, text: string, daemon: string): string {
  const { wrong, does = 'ignores the entry', write } = texts[code];
  return `${wrong(text, daemon)}. ${daemon} ${does} and logs: ${logText(message)}. ${write}.`;
}

/** Words in results that are neither an action nor a restriction. Offsets count from the start of the chunk. */
const strangeWords = chunkFacts<readonly (Span & { readonly word: string })[]>((items, { actionRole }) => {
  if (actionRole !== 'access') return [];
  return [...items].flatMap(({ item, start }) => {
    const result = resultOf(item);
    if (result === undefined || result.name.text === '') return [];
    const { line, name, references } = result;
    const action = parseAction('access', line, name, { references });
    if (action.kind !== 'restrictions' || action.problem !== undefined) return [];
    const [first] = action.words;
    if (first === undefined || restriction(first.text) !== undefined || /[${]/.test(first.text)) return [];
    return [{ word: first.text, start: start + first.start, end: start + first.end }];
  });
});

/** Words that people write for actions. */
const meant: Readonly<Record<string, string | undefined>> = {
  accept: 'OK',
  allow: 'OK',
  allowed: 'OK',
  yes: 'OK',
  block: 'REJECT',
  blocked: 'REJECT',
  deny: 'REJECT',
  drop: 'DISCARD',
  no: 'REJECT',
  none: 'DUNNO',
};

const actions: readonly string[] = [
  ...['OK', 'REJECT', 'DUNNO', 'RELAY', 'DEFER', 'DEFER_IF_PERMIT', 'DEFER_IF_REJECT', 'HOLD', 'DISCARD'],
  ...['FILTER', 'REDIRECT', 'BCC', 'PREPEND', 'WARN', 'INFO', 'HANGUP'],
];

function* unknownActions({ instance, tables }: Configuration): Generator<Finding> {
  const scopes = [undefined, ...instance.services.filter(({ program }) => program === 'smtpd')];
  for (const table of readableTables(tables)) {
    if (table.context.actionRole !== 'access') continue;
    for (const { fact, base } of strangeWords(table)) {
      for (const { word, start, end } of fact) {
        if (scopes.some((service) => isClass(instance, service, word))) continue;
        const at = { uri: table.uri, start: base + start, end: base + end };
        const action = suggestion(word);
        yield {
          at,
          message:
            `"${word}" is neither an action nor a restriction. ` +
            `smtpd logs ${logText(`unknown smtpd restriction: "${word}"`)} and answers "451 4.3.5 Server configuration error". ` +
            (action === undefined ? 'Write an action, such as REJECT or OK.' : `Did you mean ${action}?`),
          ...(action && {
            fixes: [{ title: `Change to ${action}`, edits: [{ at, text: action }], preferred: true }],
          }),
        };
      }
    }
  }
}

function suggestion(word: string): string | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(meant, key)
    ? meant[key]
    : (closest(word.toUpperCase(), actions) ?? closest(key, restrictionNames));
}
