// Paths of files, as the configuration refers to them.

import { CompletionItemKind } from 'vscode-languageserver-types';
import type { DirectoryEntry } from '../../host.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { homeDirectory, uriOf } from '../../instance/paths.ts';
import type { CompletionCursor } from './context.ts';
import { type Completions, noCompletions, type Suggestion } from './suggestions.ts';
import { leading } from './word-at-cursor.ts';

export interface PathOptions {
  readonly onlyDirectories?: boolean;
  /** The directory for relative paths. Without it, relative paths have no suggestions. */
  readonly base?: string;
  /** File names that make no sense here. */
  readonly hide?: (name: string) => boolean;
  /** The service whose overrides apply to `$name` in the path. */
  readonly service?: PlacedService;
}

/**
 * The files in the directory of an incomplete path. Suggestions contain the part after the last slash. If there is no
 * slash yet, they contain whole paths in the configuration directory.
 */
export async function completePath(
  { snapshot: { instance }, client }: CompletionCursor,
  typed: string,
  rest: string,
  options: PathOptions = {},
): Promise<Completions> {
  if (client.listDirectory === undefined) return noCompletions;
  const slash = typed.lastIndexOf('/');
  const isFresh = slash < 0 && options.base === undefined;
  if (isFresh && typed.includes('$')) return noCompletions;
  const written = isFresh ? `${homeDirectory(instance)}/` : typed.slice(0, slash + 1);
  const directory = directoryUri(instance, written, options);
  const files = directory === undefined ? undefined : await client.listDirectory(directory);
  if (files === undefined) return noCompletions;
  const prefix = isFresh ? written : '';
  const segment = isFresh ? typed : typed.slice(slash + 1);
  return {
    typed: segment,
    rest: leading(rest, (code) => code !== 47),
    suggestions: suggestionsOf(files, prefix, segment, options),
  };
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

/** Files come first. Hidden files are included only if the name begins with a dot. */
function suggestionsOf(
  files: readonly DirectoryEntry[],
  prefix: string,
  segment: string,
  options: PathOptions,
): Suggestion[] {
  const { onlyDirectories = false, hide = () => false } = options;
  return files
    .filter(({ name, isDirectory }) => (isDirectory || !onlyDirectories) && !hide(name))
    .filter(({ name }) => isWord(name) && (segment.startsWith('.') || !name.startsWith('.')))
    .sort((a, b) => Number(a.isDirectory) - Number(b.isDirectory) || (a.name < b.name ? -1 : 1))
    .map(({ name, isDirectory }) =>
      isDirectory
        ? { label: `${prefix}${name}/`, kind: CompletionItemKind.Folder, retrigger: true }
        : { label: prefix + name, kind: CompletionItemKind.File },
    );
}

/** Whether a name can be written in a value unchanged. */
function isWord(name: string): boolean {
  return !/[\s,{}$]/.test(name);
}
