// Results of access tables and of header and body checks that smtpd(8) or cleanup(8) cannot use (smtpd_check.c,
// cleanup_message.c, header_body_checks.c).

import { restriction, restrictionNames } from '../../catalog/restrictions.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import { isClass } from '../../instance/classes.ts';
import type { TableContext } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { type ActionProblemCode, parseAction } from '../../syntax/tables/actions.ts';
import type { TableItems, TableLanguage } from '../../syntax/tables/index.ts';
import type { TableProblem } from '../../syntax/tables/problem.ts';
import type { Span } from '../../syntax/text.ts';
import type { Configuration, Finding, LineFinding, Rule } from '../rule.ts';
import { closest } from '../suggest.ts';

export const badAccessAction: Rule = {
  code: 'bad-access-action',
  title: 'An action that Postfix cannot carry out',
  severity: 'error',
  lines: {
    'postfix-table': actionProblems,
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
  yield { start, end, message: messageOf(problem, daemon) };
}

/** What is wrong, and what to write; what Postfix does where it does not just pass over the action. */
const texts: Readonly<Record<ActionProblemCode, { wrong: string; does?: string; write: string }>> = {
  'missing-argument': { wrong: 'The action lacks what must follow it.', write: 'Complete it.' },
  'missing-transport': {
    wrong: 'FILTER takes transport:destination.',
    write: 'Write FILTER smtp:[127.0.0.1]:10024, for one.',
  },
  'missing-domain': {
    wrong: 'The action takes an address with its domain.',
    write: 'Write user@example.com.',
  },
  'missing-header': {
    wrong: 'The action takes a header: a name, a colon and text.',
    write: 'Write X-Header: text.',
  },
  'bad-status': {
    wrong: 'REJECT takes a status code that begins with 4 or 5.',
    does: 'puts a 4 in its place',
    write: 'Write 5.7.1, or leave it out.',
  },
  'lookup-table': {
    wrong: 'An access table cannot name another table.',
    does: 'answers 451 4.3.5 Server configuration error',
    write: 'Define a restriction class in smtpd_restriction_classes, and name that.',
  },
  'empty-value': { wrong: 'The result is empty.', does: 'takes it for OK', write: 'Write an action.' },
  'unknown-action': { wrong: 'There is no such action.', write: 'Correct the word.' },
  'unsupported-action': {
    wrong: 'The action does not exist here.',
    write: 'Correct the word, or move the line to another table.',
  },
  'no-address': { wrong: 'The result is no address.', write: 'Write one.' },
};

function messageOf({ code, message }: TableProblem<ActionProblemCode>, daemon: string): string {
  const { wrong, does = 'goes on as if there were no such entry', write } = texts[code];
  return `${wrong} ${daemon} ${does}, and warns: ${message}. ${write}`;
}

/** Words of results that are no action and no restriction that Postfix has; offsets count from the chunk's start. */
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

/** Words that people write for an action. */
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
  for (const table of tables.all()) {
    if (table.context.actionRole !== 'access') continue;
    for (const { fact, base } of strangeWords(table)) {
      for (const { word, start, end } of fact) {
        if (scopes.some((service) => isClass(instance, service, word))) continue;
        const at = { uri: table.uri, start: base + start, end: base + end };
        const action = suggestion(word);
        yield {
          at,
          message:
            `There is no action, and no restriction, "${word}". ` +
            `smtpd logs: unknown smtpd restriction: "${word}", and answers 451 4.3.5 Server configuration error. ` +
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
