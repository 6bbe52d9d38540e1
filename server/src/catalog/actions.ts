// The results of access tables, and of header and body checks. Data: access-actions.json, header-actions.json.

import accessData from '../../catalog/access-actions.json' with { type: 'json' };
import contentData from '../../catalog/header-actions.json' with { type: 'json' };
import { atLeast, type Release } from './release.ts';

/** What follows an action's word. */
export type ActionArgument = 'none' | 'optional-text' | 'text' | 'transport' | 'address' | 'header';

export interface ActionFacts {
  /** As the manual writes it; `4nn` and `5nn` stand for any such number. */
  readonly word: string;
  /** The first release that has it, in any place. */
  readonly since: string;
  readonly argument: ActionArgument;
  /** What should be written instead. */
  readonly successor?: string;
}

interface AccessFacts {
  readonly since: string;
  readonly argument: string;
  readonly lists: readonly string[];
  readonly undocumented?: boolean;
}

interface ContentFacts {
  readonly argument: string;
  readonly where: Readonly<Record<string, string | undefined>>;
  readonly successor?: string;
}

const access: Readonly<Record<string, AccessFacts>> = accessData.actions;
const content: Readonly<Record<string, ContentFacts>> = contentData.actions;

/** Who asks header and body checks: cleanup(8), cleanup(8) for a milter's headers, or smtp(8) and lmtp(8). */
export type ContentContext = keyof typeof contentData.contexts;

/**
 * The documented results of an access table in a release.
 * @param lists the restriction lists in which it is asked; an action must work in all of them
 */
export function accessActions(release: Release, lists: readonly string[] = []): ActionFacts[] {
  return Object.entries(access)
    .filter(([, { since, undocumented = false }]) => atLeast(release, since) && !undocumented)
    .filter(([, facts]) => lists.every((list) => facts.lists.includes(list)))
    .map(([word, facts]) => ofAccess(word, facts));
}

/** The results of header and body checks in a release. */
export function contentActions(release: Release, context: ContentContext): ActionFacts[] {
  return Object.entries(content)
    .filter(([, { where }]) => where[context] !== undefined && atLeast(release, where[context]))
    .map(([word, facts]) => ofContent(word, facts));
}

/** An action by the word that an access table has, in any case; undefined for a word that is none. */
export function accessAction(word: string): ActionFacts | undefined {
  const name = /^[45]\d\d$/.test(word) ? `${word.charAt(0)}nn` : word.toLowerCase();
  const found = Object.entries(access).find(([key]) => key.toLowerCase() === name);
  return found && ofAccess(...found);
}

/** The same for header and body checks. */
export function contentAction(word: string): ActionFacts | undefined {
  const name = word.toUpperCase();
  const facts = Object.hasOwn(content, name) ? content[name] : undefined;
  return facts && ofContent(name, facts);
}

function ofAccess(word: string, { since, argument }: AccessFacts): ActionFacts {
  return { word, since, argument: argument as ActionArgument };
}

function ofContent(word: string, { where, argument, successor }: ContentFacts): ActionFacts {
  return {
    word,
    since: where.cleanup ?? '2.0',
    argument: argument as ActionArgument,
    ...(successor === undefined ? {} : { successor }),
  };
}
