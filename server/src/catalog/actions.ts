// Results of access tables and of header and body checks. Data: access-actions.json, header-actions.json.

import accessData from '../../catalog/access-actions.json' with { type: 'json' };
import contentData from '../../catalog/header-actions.json' with { type: 'json' };
import { atLeast, type Release } from './release.ts';

/** The argument that follows the action's name. */
export type ActionArgument = 'none' | 'optional-text' | 'text' | 'transport' | 'address' | 'header';

export interface AccessActionFacts {
  readonly since: string;
  readonly argument: ActionArgument;
  readonly effect: 'permits' | 'rejects' | 'continues';
  /** The restriction lists in which the action works. */
  readonly lists: readonly string[];
  readonly undocumented?: boolean;
}

/**
 * The program that uses header and body checks: cleanup(8), cleanup(8) for a milter's headers, or smtp(8) and lmtp(8).
 */
export type ContentPlace = keyof typeof contentData.contexts;

export interface ContentActionFacts {
  readonly argument: ActionArgument;
  /** The first release that supports the action, by place. */
  readonly where: Readonly<Partial<Record<ContentPlace, string>>>;
  /** The replacement to write instead. */
  readonly replacement?: string;
}

const access: Readonly<Record<string, AccessActionFacts | undefined>> = accessData.actions as never;
const content: Readonly<Record<string, ContentActionFacts | undefined>> = contentData.actions as never;

const accessNames: ReadonlyMap<string, string> = new Map(
  Object.keys(access).map((name) => [name.toLowerCase(), name]),
);

/**
 * The catalog's name for an action of an access table; undefined for a word that is not an action.
 * @param isNumber the whole result is a number
 */
export function accessActionName(word: string, isNumber = false): string | undefined {
  if (isNumber) return 'digits';
  return /^[45]\d\d$/.test(word) ? `${word.charAt(0)}nn` : accessNames.get(word.toLowerCase());
}

/** Looks up an action by its name in the catalog. */
export function accessAction(name: string): AccessActionFacts | undefined {
  return Object.hasOwn(access, name) ? access[name] : undefined;
}

/** Looks up an action by the word in a table, in any case. */
export function contentAction(word: string): ContentActionFacts | undefined {
  const name = word.toUpperCase();
  return Object.hasOwn(content, name) ? content[name] : undefined;
}

/**
 * The names of the documented results of an access table in a release.
 * @param lists the restriction lists that use the table; an action must work in all of them
 */
export function accessActions(release: Release, lists: readonly string[]): string[] {
  return Object.keys(access).filter((name) => {
    const facts = accessAction(name);
    if (facts === undefined || facts.undocumented || !atLeast(release, facts.since)) return false;
    return lists.every((list) => facts.lists.includes(list));
  });
}

/** The action names of header and body checks in a release. */
export function contentActions(release: Release, place: ContentPlace): string[] {
  return Object.keys(content).filter((word) => {
    const since = contentAction(word)?.where[place];
    return since !== undefined && atLeast(release, since);
  });
}
