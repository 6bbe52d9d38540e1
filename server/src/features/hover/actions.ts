// Actions: the results of access tables, header and body checks, and transport tables.

import { accessAction, accessActionName, type ContentPlace, contentAction } from '../../catalog/actions.ts';
import type { TableFile } from '../../instance/table-files.ts';
import type { Action, ActionRole } from '../../syntax/tables/actions.ts';
import type { ActionPart } from '../occurrences/index.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import { addedLater } from './ages.ts';
import { type Description, wordText } from './description.ts';
import { quote, title } from './markdown.ts';
import { rolePage, usedBy } from './table-references.ts';

/** An action, and the table that contains it. */
interface ActionInTable {
  readonly action: Action;
  readonly role: ActionRole;
  readonly table: TableFile;
}

export function describeAction(
  snapshot: DocumentedSnapshot,
  word: string,
  { action, role, table }: ActionInTable,
): Description | undefined {
  switch (role) {
    case 'transport':
      return {
        paragraphs: [
          title(word, 'result of a transport table'),
          ...wordText(
            snapshot.docs,
            'transport-result',
            action.kind === 'transport' && action.nextHop ? ':nexthop' : ':',
          ),
        ],
        manual: { page: 'transport(5)' },
      };
    case 'access':
      return describeAccess(snapshot, word, action, table);
    case 'addresses':
      return undefined;
    default:
      return describeContent(snapshot, word, action, role, table);
  }
}

function describeAccess(
  { docs, instance: { release } }: DocumentedSnapshot,
  word: string,
  action: Action,
  table: TableFile,
): Description | undefined {
  const name = accessActionName(word, action.kind === 'numeric-ok');
  const facts = name === undefined ? undefined : accessAction(name);
  if (name === undefined || facts === undefined) return undefined;
  // The summary of other actions says whether they permit or reject the request.
  const effect = facts.effect === 'continues' ? ' (the next restriction decides)' : '';
  return {
    paragraphs: [
      title(word, `action in an access table${effect}`),
      ...wordText(docs, 'access-action', name),
      ...addedLater(release, facts.since),
      ...problemText(action),
      ...usedBy(table),
    ],
    manual: { page: 'access(5)', entry: name, describesWord: true },
  };
}

/** The program that applies the checks, and the checks in words. */
const places: Readonly<Record<string, readonly [ContentPlace, string] | undefined>> = {
  'header-checks': ['cleanup', 'header checks of cleanup(8)'],
  'body-checks': ['cleanup', 'body checks of cleanup(8)'],
  'milter-header-checks': ['milter', 'checks of headers that a Milter adds'],
  'delivery-header-checks': ['smtp', 'header checks at delivery'],
  'delivery-body-checks': ['smtp', 'body checks at delivery'],
};

function describeContent(
  { docs, instance: { release } }: DocumentedSnapshot,
  word: string,
  action: Action,
  role: ActionRole,
  table: TableFile,
): Description | undefined {
  const facts = contentAction(word);
  const [place, where] = places[role] ?? [];
  if (facts === undefined || place === undefined) return undefined;
  const since = facts.where[place];
  return {
    paragraphs: [
      title(word, `action in ${where}`),
      ...(since === undefined ? [`This action is not supported in ${where}.`] : []),
      ...wordText(docs, 'content-action', word.toUpperCase()),
      ...(since === undefined ? [] : addedLater(release, since, ` in ${where}`)),
      ...problemText(action),
      ...usedBy(table),
    ],
    manual: { page: 'header_checks(5)', entry: word.toUpperCase(), describesWord: true },
  };
}

function problemText({ problem }: Action): string[] {
  return problem === undefined ? [] : [`Postfix logs a warning: ${quote(problem.message)}`];
}

/** RFC 3463: the meaning of the first digit of an enhanced status code. */
const statusClasses: Readonly<Record<string, string | undefined>> = {
  '2': 'Reports success.',
  '4': 'Reports a temporary failure. The sender can try again.',
  '5': 'Reports a permanent failure.',
};

export function describeActionPart(
  part: ActionPart,
  text: string,
  { action, role, table }: ActionInTable,
): Description | undefined {
  const manual = rolePage(role === 'access' ? 'access' : table.role);
  const about = (...paragraphs: string[]): Description => ({ paragraphs, ...(manual && { manual }) });
  switch (part) {
    case 'status': {
      const meaning = statusClasses[text.charAt(0)];
      return about(title(text, 'enhanced status code'), ...(meaning === undefined ? [] : [meaning]));
    }
    case 'header':
      return about(title(text, 'name of a message header'));
    case 'text': {
      const what = purpose(action);
      return what === undefined ? undefined : about(title(text, what));
    }
    case 'code':
      return undefined;
  }
}

/** The purpose of the text after an action. */
function purpose({ kind }: Action): string | undefined {
  switch (kind) {
    case 'reject':
    case 'defer':
    case 'defer-if-permit':
    case 'defer-if-reject':
    case 'reply':
      return 'text of the reply to the client';
    case 'prepend':
    case 'replace':
      return 'text of the new line';
    case 'discard':
    case 'hold':
    case 'info':
    case 'pass':
    case 'strip':
    case 'warn':
      return 'text for the log';
    default:
      return undefined;
  }
}
