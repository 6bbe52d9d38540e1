// Files by their path, as the configuration will name them.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { DirectoryEntry } from '../../host.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { isInPlace, uriOf } from '../../instance/places.ts';
import { type Answer, nothing, type Offer } from './offer.ts';
import type { Place } from './place.ts';
import { leading } from './words.ts';

export interface PathOptions {
  readonly onlyDirectories?: boolean;
  /** Where a relative path begins; without it relative paths mean nothing. */
  readonly base?: string;
  /** Names that nobody means here. */
  readonly hide?: (name: string) => boolean;
  /** The service for which `$name` in the path is expanded. */
  readonly service?: PlacedService;
}

/**
 * The files of the directory that a path leads to so far: from its last slash on, or, while there is none, the
 * whole paths in the directory of the configuration.
 */
export async function pathAnswer(
  { snapshot: { instance }, client }: Place,
  typed: string,
  rest: string,
  options: PathOptions = {},
): Promise<Answer> {
  if (client.listDirectory === undefined) return nothing;
  const slash = typed.lastIndexOf('/');
  const isFresh = slash < 0 && options.base === undefined;
  if (isFresh && typed.includes('$')) return nothing;
  const written = isFresh ? `${usualDirectory(instance)}/` : typed.slice(0, slash + 1);
  const directory = directoryUri(instance, written, options);
  const files = directory === undefined ? undefined : await client.listDirectory(directory);
  if (files === undefined) return nothing;
  const prefix = isFresh ? written : '';
  const segment = isFresh ? typed : typed.slice(slash + 1);
  return {
    typed: segment,
    rest: leading(rest, (code) => code !== 47),
    offers: offersOf(files, prefix, segment, options),
  };
}

/** The directory by whose name the configuration calls its own files. */
export function usualDirectory(instance: Instance): string {
  return isInPlace(instance) ? instance.path : '/etc/postfix';
}

function directoryUri(
  instance: Instance,
  written: string,
  { base, service }: PathOptions,
): string | undefined {
  const { text, problems } = instance.expand(written, service);
  if (problems.length > 0) return undefined;
  const path = text.startsWith('/') ? text : base === undefined ? '' : `${base}/${text}`;
  if (path === '') return undefined;
  const uri = uriOf(instance, path);
  return uri?.replace(/(?<=[^/])\/+$/, '');
}

/** Files first; of hidden ones none, unless the name begins with a dot. */
function offersOf(
  files: readonly DirectoryEntry[],
  prefix: string,
  segment: string,
  options: PathOptions,
): Offer[] {
  const { onlyDirectories = false, hide = () => false } = options;
  return files
    .filter(({ name, isDirectory }) => (isDirectory || !onlyDirectories) && !hide(name))
    .filter(({ name }) => isWord(name) && (segment.startsWith('.') || !name.startsWith('.')))
    .sort((a, b) => Number(a.isDirectory) - Number(b.isDirectory) || (a.name < b.name ? -1 : 1))
    .map(({ name, isDirectory }) =>
      isDirectory
        ? { label: `${prefix}${name}/`, kind: CompletionItemKind.Folder, again: true }
        : { label: prefix + name, kind: CompletionItemKind.File },
    );
}

/** Whether a name can stand in a value as it is. */
function isWord(name: string): boolean {
  return !/[\s,{}$]/.test(name);
}
