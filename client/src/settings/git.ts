// The revisions of a configuration in Git, from VS Code's own Git extension.

import * as vscode from 'vscode';
import type { RevisionChoice, Revisions } from '../commands/settings-context.ts';

/** The parts of the API of `vscode.git` that are used here. */
interface GitExtension {
  getAPI(version: 1): { getRepository(uri: vscode.Uri): Repository | null };
}
interface Repository {
  log(options: { readonly maxEntries: number; readonly path?: string }): Promise<readonly Commit[]>;
  show(ref: string, path: string): Promise<string>;
  getRefs(query: { readonly sort: 'committerdate' }): Promise<readonly Ref[]>;
}
interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly authorDate?: Date;
  readonly authorName?: string;
}
interface Ref {
  /** 0: a branch, 1: a branch of a remote repository, 2: a tag */
  readonly type: number;
  readonly name?: string;
  readonly commit?: string;
}

const maxCommits = 200;

export async function gitRevisions(main: string): Promise<Revisions | { readonly reason: string }> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension === undefined)
    return { reason: 'The Git extension of VS Code is disabled, so there are no revisions to compare with.' };
  const uri = vscode.Uri.parse(main);
  const none = {
    reason: `${uri.path} is not in a Git repository that is open in VS Code. Open the folder of the repository, or run “Git: Open Repository”.`,
  };
  let repository: Repository | null;
  try {
    repository = (extension.isActive ? extension.exports : await extension.activate())
      .getAPI(1)
      .getRepository(uri);
  } catch {
    return { reason: 'Git is disabled in the settings, so there are no revisions to compare with.' };
  }
  if (repository === null) return none;
  const open = repository;
  const folder = vscode.Uri.joinPath(uri, '..').fsPath;
  const [commits, refs] = await Promise.all([
    open.log({ maxEntries: maxCommits, path: folder }).catch(() => []),
    open.getRefs({ sort: 'committerdate' }).catch(() => []),
  ]);
  const choices = [...commits.map(commitChoice), ...refs.flatMap(refChoice)];
  if (choices.length === 0) return { reason: 'The Git repository has no commits to compare with.' };
  return {
    choices,
    textAt: (revision, file) => open.show(revision, vscode.Uri.parse(file).fsPath).catch(() => undefined),
  };
}

function commitChoice({ hash, message, authorDate, authorName }: Commit): RevisionChoice {
  const [subject = ''] = message.split('\n');
  const about = [authorDate?.toLocaleString(), authorName].filter(Boolean).join(', ');
  return { label: hash.slice(0, 8), description: subject, detail: about, revision: hash };
}

function refChoice({ type, name, commit }: Ref): RevisionChoice[] {
  if (name === undefined || commit === undefined) return [];
  const kinds = ['branch', 'remote branch', 'tag'];
  return [{ label: name, description: kinds[type] ?? '', revision: commit }];
}
