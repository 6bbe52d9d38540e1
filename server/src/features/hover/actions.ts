// The results of access tables, header and body checks and transport tables: what an action does, in this role.

import { accessAction, accessActionName, type ContentPlace, contentAction } from '../../catalog/actions.ts';
import { atLeast } from '../../catalog/release.ts';
import type { TableFile } from '../../instance/table-files.ts';
import type { Action, ActionRole } from '../../syntax/tables/actions.ts';
import type { DocumentedSnapshot } from '../snapshot.ts';
import type { ActionPart } from '../spots/spot.ts';
import { type Description, wordText } from './description.ts';
import { quote, title } from './markdown.ts';
import { rolePage, usedBy } from './table-references.ts';

interface ActionSpot {
  readonly action: Action;
  readonly role: ActionRole;
  readonly table: TableFile;
}

export function describeAction(
  snapshot: DocumentedSnapshot,
  word: string,
  { action, role, table }: ActionSpot,
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

const effects = {
  permits: 'The request is permitted, and this list ends.',
  rejects: 'The request is refused.',
  continues: 'Nothing is decided: the next restriction is asked.',
};

function describeAccess(
  { docs, instance: { release } }: DocumentedSnapshot,
  word: string,
  action: Action,
  table: TableFile,
): Description | undefined {
  const name = accessActionName(word, action.kind === 'numeric-ok');
  const facts = name === undefined ? undefined : accessAction(name);
  if (name === undefined || facts === undefined) return undefined;
  return {
    paragraphs: [
      title(word, 'action of an access table'),
      // What becomes of a request that is deferred under a condition, others decide.
      ...(name.startsWith('defer_if') ? [] : [`*${effects[facts.effect]}*`]),
      ...wordText(docs, 'access-action', name),
      ...(atLeast(release, facts.since)
        ? []
        : [`Postfix ${release.name} does not have it: since Postfix ${facts.since}.`]),
      ...problemText(action),
      ...usedBy(table),
    ],
    manual: { page: 'access(5)', entry: name },
  };
}

/** Who looks at the mail, and where. */
const places: Readonly<Record<string, readonly [ContentPlace, string] | undefined>> = {
  'header-checks': ['cleanup', 'header checks of cleanup(8)'],
  'body-checks': ['cleanup', 'body checks of cleanup(8)'],
  'milter-header-checks': ['milter', 'headers that a Milter adds'],
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
      ...(since === undefined ? ['It does not exist here.'] : []),
      ...wordText(docs, 'content-action', word.toUpperCase()),
      ...(since === undefined || atLeast(release, since)
        ? []
        : [`Postfix ${release.name} does not have it here: since Postfix ${since}.`]),
      ...problemText(action),
      ...usedBy(table),
    ],
    manual: { page: 'header_checks(5)', entry: word.toUpperCase() },
  };
}

function problemText({ problem }: Action): string[] {
  return problem === undefined ? [] : [`Postfix says: ${quote(problem.message)}`];
}

/** RFC 3463: what the first digit of an enhanced status code tells. */
const statusClasses: Readonly<Record<string, string | undefined>> = {
  '2': 'success',
  '4': 'a temporary failure: the sender may try again',
  '5': 'a permanent failure',
};

export function describeActionPart(
  part: ActionPart,
  text: string,
  { action, role, table }: ActionSpot,
): Description | undefined {
  const manual = rolePage(role === 'access' ? 'access' : table.role);
  const about = (...paragraphs: string[]): Description => ({ paragraphs, ...(manual && { manual }) });
  switch (part) {
    case 'status':
      return about(
        title(text, 'enhanced status code'),
        `It announces ${statusClasses[text.charAt(0)] ?? 'a status'}.`,
      );
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

/** What the text behind an action is for. */
function purpose({ kind }: Action): string | undefined {
  switch (kind) {
    case 'reject':
    case 'defer':
    case 'defer-if-permit':
    case 'defer-if-reject':
    case 'reply':
      return 'the text that the client is told';
    case 'prepend':
    case 'replace':
      return 'the text of the new line';
    case 'discard':
    case 'hold':
    case 'info':
    case 'pass':
    case 'strip':
    case 'warn':
      return 'the text for the log';
    default:
      return undefined;
  }
}
