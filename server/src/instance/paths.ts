// Where the files are that a configuration names. A configuration that is not in its place (a repository's
// copy of /etc/postfix) names its files by the path they will have.

import type { Instance } from './instance.ts';

/** Where Postfix's configuration lives unless it was built or told otherwise. */
const usualHome = '/etc/postfix';
const parentOfHome = '/etc';

/** Below these a directory is where its own files say it is. */
const systemFolders = /^\/(?:etc|usr\/local\/etc|usr\/pkg\/etc|opt)\//;

/** The paths by which an instance may name the file. */
export function pathsOf({ files: { directory } }: Instance, uri: string): string[] {
  const paths = [pathOf(uri)];
  for (const [here, there] of homes(directory)) {
    if (uri.startsWith(`${here}/`)) paths.push(there + decodeURIComponent(uri.slice(here.length)));
  }
  return [...new Set(paths)];
}

/**
 * The file that an absolute path means for this instance. In a copy, a path below /etc/postfix is looked for
 * in the copy's own directory, and one below /etc beside it; the rest lies on another machine: undefined.
 */
export function uriOf(instance: Instance, path: string): string | undefined {
  const { directory } = instance.files;
  // A name that is not UTF-8, for which there is no URI that Node reads.
  if (/\p{Surrogate}/u.test(path)) return undefined;
  if (isInPlace(instance) || path.startsWith(`${instance.path}/`)) return root(directory) + encoded(path);
  for (const [here, there] of homes(directory)) {
    if (path.startsWith(`${there}/`)) return here + encoded(path.slice(there.length));
  }
  return undefined;
}

/** Whether the files that the configuration names are those of this machine. */
export function isInPlace({ path }: Instance): boolean {
  return systemFolders.test(`${path}/`);
}

/** The instance's directory and the one above it, each with the path that it stands for. */
function homes(directory: string): (readonly [here: string, there: string])[] {
  return [
    [directory, usualHome],
    [directory.slice(0, directory.lastIndexOf('/')), parentOfHome],
  ];
}

/** A path as it stands in a URI: two slashes in front would be a host's. */
function encoded(path: string): string {
  return encodeURI(path.replace(/^\/+/, '/')).replace(/[?#]/g, encodeURIComponent);
}

function pathOf(uri: string): string {
  return decodeURIComponent(uri.slice(root(uri).length));
}

/** `file://`, or `vscode-remote://host` and its kin. */
function root(uri: string): string {
  return /^[a-z][\w+.-]*:\/\/[^/]*/i.exec(uri)?.[0] ?? '';
}
