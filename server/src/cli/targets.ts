// What to lint for each path on the command line, or why it cannot be linted.

import { accessSync, constants, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemMessage } from '../host-node/system-error.ts';
import type { PostfixService } from '../service.ts';
import { isTableLanguage } from '../syntax/tables/index.ts';
import type { Files } from './files.ts';

/** What to lint: one file, or the whole instance that a file belongs to. */
export interface Target {
  readonly uri: string;
  readonly alone: boolean;
}

/** An answer that is a string describes a problem. */
export class Targets {
  constructor(
    private readonly service: PostfixService,
    private readonly files: Files,
    private readonly note: (text: string) => void,
  ) {}

  /** For a directory, its main.cf, or its master.cf if there is no main.cf. For a file, only that file. */
  async ofPath(path: string): Promise<Target | string> {
    try {
      const found = statSync(path);
      if (found.isDirectory()) return ofDirectory(path);
      if (!found.isFile()) return `${path}: not a regular file; use --stdin-filename to check standard input`;
      accessSync(path, constants.R_OK);
    } catch (error) {
      return `${path}: ${systemMessage(error)}`;
    }
    const uri = uriOf(path);
    const text = await this.files.read(uri);
    return text === undefined ? `${path}: cannot be read` : this.ofFile(path, uri, text);
  }

  /** @param text what to lint instead of the file's content */
  async ofInput(path: string, text: string): Promise<Target | string> {
    const uri = uriOf(path);
    this.files.set(uri, text);
    this.service.open(uri, 'unknown', text);
    return this.ofFile(path, uri, text);
  }

  private async ofFile(path: string, uri: string, text: string): Promise<Target | string> {
    const name = basename(path);
    const language = (await this.service.snapshot(uri))?.document.language ?? 'other';
    // Postfix also reads files with NUL bytes, but main.cf.gz is not one of its files.
    const isRead = name === 'main.cf' || name === 'master.cf' || isTableLanguage(language);
    if (!isRead && text.includes('\0')) return `${path}: a binary file, not Postfix configuration`;
    if (language === 'other') await this.guess(path, uri, text);
    return { uri, alone: true };
  }

  /** No configuration refers to the file, so only a setting or its name can tell what it is. */
  private async guess(path: string, uri: string, text: string): Promise<void> {
    const name = basename(path);
    const language =
      (await this.service.documentLanguage(uri)) ?? languages.find(([pattern]) => pattern.test(name))?.[1];
    this.service.open(uri, language ?? 'postfix-table', text);
    if (language === undefined)
      this.note(`${path}: no configuration refers to this file; it is checked as a lookup table`);
  }
}

/** File names that determine the language. */
const languages: readonly (readonly [RegExp, string])[] = [
  [/[-_.]main\.cf$/, 'postfix-main'],
  [/[-_.]master\.cf$/, 'postfix-master'],
  [/^aliases/, 'postfix-aliases'],
  [/\.(?:pcre|regexp?)$|(?:header|body)_checks$/, 'postfix-regexp'],
  [/\.cidr$/, 'postfix-cidr'],
  [/^(?:ldap|mysql|pgsql|sqlite|memcache|mongo)[^/]*\.cf$/, 'postfix-database'],
];

function ofDirectory(path: string): Target | string {
  const found: string[] = [];
  for (const name of ['main.cf', 'master.cf']) {
    const file = join(path, name);
    if (!isFile(file)) continue;
    try {
      accessSync(file, constants.R_OK);
    } catch (error) {
      return `${file}: ${systemMessage(error)}`;
    }
    found.push(file);
  }
  const [first] = found;
  return first === undefined
    ? `${path}: contains neither main.cf nor master.cf`
    : { uri: uriOf(first), alone: false };
}

/** Whether a path names a regular file; false if that cannot be determined. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

function uriOf(path: string): string {
  return pathToFileURL(resolve(path)).href;
}
