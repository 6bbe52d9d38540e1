// Results in access tables and in header and body checks that smtpd(8) or cleanup(8) cannot use (smtpd_check.c,
// cleanup_message.c, header_body_checks.c).

import { atLeast, type Release } from '../../catalog/release.ts';
import { restriction, restrictionNames } from '../../catalog/restrictions.ts';
import { replacementName } from '../../edits/obsolete-restrictions.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import type { Location } from '../../instance/instance.ts';
import { isClass } from '../../instance/restriction-classes.ts';
import type { TableContext, TableFile } from '../../instance/table-files.ts';
import { resultOf } from '../../instance/table-line-results.ts';
import { readableTables } from '../../instance/tables-in-place.ts';
import type { Name } from '../../syntax/expression.ts';
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
    write: 'Write a code such as 5.7.1, or omit the code',
  },
  'lookup-table': {
    wrong: () => 'An access table cannot name another table',
    does: 'answers "451 4.3.5 Server configuration error"',
    write: 'Define a restriction class in smtpd_restriction_classes, and write its name',
  },
  'empty-value': {
    wrong: () => 'The result contains no action',
    does: 'treats the empty result as OK',
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

/** What is wrong with a list of restrictions. Offsets count from the start of the chunk. */
type ListFault = Span & { readonly word: string } & (
    | { readonly kind: 'unknown' | 'removed' | 'argument' }
    /** `after` ends the list. */
    | { readonly kind: 'ignored'; readonly after: string }
  );

const listFaults = chunkFacts<readonly ListFault[]>((items, { actionRole, release }) => {
  if (actionRole !== 'access') return [];
  return [...items].flatMap(({ item, start }) => {
    const result = resultOf(item);
    if (result === undefined || result.name.text === '') return [];
    const { line, name, references } = result;
    const action = parseAction('access', line, name, { references });
    if (action.kind !== 'restrictions' || action.problem !== undefined) return [];
    // The text of a $number reference is known only after a match.
    if (references && name.text.includes('$')) return [];
    const fault = faultIn(action.words, release);
    return fault === undefined ? [] : { ...fault, start: start + fault.start, end: start + fault.end };
  });
});

/** The first fault, in the order of generic_checks(). */
function faultIn(words: readonly Name[], release: Release): ListFault | undefined {
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const next = words[i + 1];
    if (word === undefined) return undefined;
    const { text, start, end } = word;
    const facts = restriction(text);
    // A later word can be a restriction class, or text.
    if (facts === undefined)
      return i > 0 || text.startsWith('{') ? undefined : { kind: 'unknown', word: text, start, end };
    if (facts.removed !== undefined && atLeast(release, facts.removed))
      return { kind: 'removed', word: text, start, end };
    if (facts.argument !== undefined) {
      // A list with a colon has another problem, so no table or policy server can follow.
      const isComplete =
        facts.argument === 'dnsbl'
          ? next !== undefined
          : facts.argument === 'seconds' && /^\d+$/.test(next?.text ?? '');
      if (!isComplete) return { kind: 'argument', word: text, start, end };
      i++;
    }
    if (/^(?:permit|reject|defer)$/i.test(text) && next !== undefined) {
      // warn_if_reject can let the list continue.
      if (words[i - 1]?.text.toLowerCase() === 'warn_if_reject') return undefined;
      const rest = words.at(-1) ?? next;
      return {
        kind: 'ignored',
        word: next.text,
        after: text.toLowerCase(),
        start: next.start,
        end: rest.end,
      };
    }
  }
  return undefined;
}

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
    if (table.context.actionRole !== 'access' || isOnlyForPostscreen(table)) continue;
    for (const { fact, base } of listFaults(table)) {
      for (const fault of fact) {
        const at = { uri: table.uri, start: base + fault.start, end: base + fault.end };
        if (fault.kind !== 'unknown') yield { at, ...aboutList(fault) };
        else if (!scopes.some((service) => isClass(instance, service, fault.word)))
          yield { at, ...aboutUnknown(fault.word, at) };
      }
    }
  }
}

/** postscreen has its own few actions, and ignores what follows one of them. */
function isOnlyForPostscreen({ uses }: TableFile): boolean {
  return uses.length > 0 && uses.every(({ parameter }) => parameter === 'postscreen_access_list');
}

const serverError = '"451 4.3.5 Server configuration error"';

function aboutUnknown(word: string, at: Location): Omit<Finding, 'at'> {
  const action = suggestion(word);
  return {
    message:
      `"${word}" is neither an action nor a restriction. ` +
      `smtpd logs ${logText(`unknown smtpd restriction: "${word}"`)} and answers ${serverError}. ` +
      (action === undefined ? 'Write an action, such as REJECT or OK.' : `Did you mean ${action}?`),
    ...(action && {
      fixes: [{ title: `Change to ${action}`, edits: [{ at, text: action }], preferred: true }],
    }),
  };
}

function aboutList(fault: ListFault): Omit<Finding, 'at'> {
  const { word } = fault;
  const name = word.toLowerCase();
  const { argument, removed } = restriction(name) ?? {};
  switch (fault.kind) {
    case 'ignored':
      return {
        severity: 'warning',
        message:
          `The words after "${fault.after}" in this result have no effect. ` +
          `smtpd logs: ${logText(`restriction \`${word}' after \`${fault.after}' is ignored`)}. ` +
          `Remove the rest${fault.after === 'permit' ? '' : `, or write ${fault.after.toUpperCase()} and a text without a comma`}.`,
      };
    case 'removed':
      return {
        message:
          `${name} was removed in Postfix ${removed}. smtpd answers ${serverError}. ` +
          `Write ${replacementName(name).join(' or ')} instead.`,
      };
    default:
      return argument === 'dnsbl'
        ? {
            severity: 'warning',
            message:
              `${name} needs the name of a list. ` +
              `smtpd ignores it and logs: ${logText(`restriction ${word} requires domain name argument`)}. ` +
              'Add the name.',
          }
        : {
            message:
              `${name} needs ${argument === 'seconds' ? 'a number of seconds' : 'an argument, which a table cannot contain'}. ` +
              `smtpd answers ${serverError}. ` +
              (argument === 'seconds'
                ? 'Add the number.'
                : 'Define a restriction class in smtpd_restriction_classes, and write its name.'),
          };
  }
}

function suggestion(word: string): string | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(meant, key)
    ? meant[key]
    : (closest(word.toUpperCase(), actions) ?? closest(key, restrictionNames));
}
