// Locates the files that a configuration names. A configuration outside its final directory (such as a repository's
// copy of /etc/postfix) refers to its files by the paths that they will have once installed.

import { memoize } from '../syntax/memoize.ts';
import type { Instance, InstanceFiles } from './instance.ts';

/** The default location of Postfix's configuration. */
export const usualHome = '/etc/postfix';
export const parentOfHome = '/etc';

/** A directory below one of these is in place: the paths in its own files are correct. */
const systemFolders = /^\/(?:etc|usr\/local\/etc|usr\/pkg\/etc|opt)\//;

/** The paths that an instance may use to refer to the file. */
export function pathsOf({ files }: Instance, uri: string): string[] {
  const paths = [pathOf(uri)];
  for (const [here, there] of homes(files)) {
    if (uri.startsWith(`${here}/`)) paths.push(there + decodeURIComponent(uri.slice(here.length)));
  }
  return [...new Set(paths)];
}

/**
 * The file that an absolute path refers to in this instance. In a copy, a path below /etc/postfix or the
 * directory that the copy is meant for is resolved in the copy's own directory, and one below /etc in its parent
 * directory. All other paths belong to another host: undefined.
 */
export const uriOf = memoize((instance: Instance, path: string): string | undefined => {
  const { directory } = instance.files;
  // A name that is not valid UTF-8 has no URI that Node can read.
  if (/\p{Surrogate}/u.test(path)) return undefined;
  if (isInPlace(instance) || path.startsWith(`${instance.path}/`)) return root(directory) + encoded(path);
  for (const [here, there] of homes(instance.files)) {
    if (path.startsWith(`${there}/`)) return here + encoded(path.slice(there.length));
  }
  return undefined;
});

/** Whether the files that the configuration names are on this host. */
export const isInPlace = memoize(({ path }: Instance): boolean => systemFolders.test(`${path}/`));

/** The directory of main.cf, as the values of the configuration name it. */
export function homeDirectory(instance: Instance): string {
  return isInPlace(instance) ? instance.path : (instance.files.home ?? usualHome);
}

/** A file in the instance's own directory. */
export function uriBeside(instance: Instance, path: string): string | undefined {
  return /\p{Surrogate}/u.test(path) ? undefined : instance.files.directory + encoded(path);
}

/** The instance's directory and its parent, each with the path that it represents. */
function homes({ directory, home }: InstanceFiles): (readonly [here: string, there: string])[] {
  const parent = directory.slice(0, directory.lastIndexOf('/'));
  const own: (readonly [string, string])[] = home === undefined ? [] : [[directory, home]];
  if (home?.endsWith(usualHome)) own.push([parent, home.slice(0, home.lastIndexOf('/'))]);
  return [...own, [directory, usualHome], [parent, parentOfHome]];
}

/** A path as written in a URI. Two leading slashes would introduce a host name. */
function encoded(path: string): string {
  return encodeURI(path.replace(/^\/+/, '/')).replace(/[?#]/g, encodeURIComponent);
}

function pathOf(uri: string): string {
  return decodeURIComponent(uri.slice(root(uri).length));
}

/** `file://`, `vscode-remote://host`, or a similar prefix. */
function root(uri: string): string {
  return /^[a-z][\w+.-]*:\/\/[^/]*/i.exec(uri)?.[0] ?? '';
}
