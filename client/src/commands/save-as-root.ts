// Saves a file as root, if the user may not write it.

import { constants } from 'node:fs';
import { access, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from './context.ts';
import { showLog } from './say.ts';

/** A text that an editor could not save. */
export interface Unsaved {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  /** Why this extension cannot write the text without losing something; undefined if it can. */
  readonly problem?: string;
}

/** Whether the file exists, and the user may not write it. */
export async function isReadOnly(path: string): Promise<boolean> {
  if ((await stat(path).catch(() => undefined)) === undefined) return false;
  return access(path, constants.W_OK).then(
    () => false,
    () => true,
  );
}

/** @returns whether the file now has the text */
export async function saveAsRoot(context: CommandContext, file: Unsaved): Promise<boolean> {
  const { ui } = context;
  const save = 'Save as Root';
  const cause = `You do not have permission to write ${file.name}.`;
  if (!context.isTrusted() || !context.isLocal() || file.problem !== undefined) {
    const why =
      file.problem ?? 'Open VS Code as a user who may write it, or ask an administrator for permission.';
    await ui.say('warning', `${cause} ${why}`);
    return false;
  }
  const ways = 'Save it as root, or open VS Code as a user who may write it.';
  if ((await ui.say('warning', `${cause} ${ways}`, save)) !== save) return false;
  return write(context, file, cause);
}

/**
 * Copies the text over the file with cp(1), which keeps the owner and the permissions. If the disk is full, the previous
 * text is written back.
 */
async function write(context: CommandContext, file: Unsaved, why: string): Promise<boolean> {
  const { path, name } = file;
  let copies: Copies;
  try {
    copies = await makeCopies(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `${name} was not saved, because the extension needs a temporary file: ${reason}. Free some space in ${tmpdir()}, and try again.`;
    await context.ui.say('error', text);
    return false;
  }
  const { folder, next, previous, before } = copies;
  try {
    const copy = (from: string) => context.runAsRoot('/bin/cp', ['--', from, path], { why });
    const result = await copy(next);
    if (result.end === 'exited' && result.exitCode === 0) {
      context.ui.tell(`Saved ${name} as root`);
      return true;
    }
    if (result.end === 'declined' && result.reason === undefined) return false;
    let reason = result.reason ?? (result.stderr.trim() || 'cp failed.');
    if (result.end === 'exited' && before !== undefined && !(await isEqual(path, before))) {
      const restored = await copy(previous);
      reason +=
        restored.exitCode === 0
          ? ' The previous text was restored.'
          : ' The file is incomplete. Save it again when the disk has enough space.';
    }
    if ((await context.ui.say('error', `${name} was not saved: ${reason}`, showLog)) === showLog)
      context.ui.showLog();
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Files for cp(1). */
interface Copies {
  readonly folder: string;
  readonly next: string;
  readonly previous: string;
  /** The previous text; undefined if the user may not read it. */
  readonly before: Buffer | undefined;
}

async function makeCopies({ path, name, text }: Unsaved): Promise<Copies> {
  const folder = await mkdtemp(join(tmpdir(), 'postfix-save-'));
  const [next, previous] = [join(folder, name), join(folder, `${name}.previous`)];
  try {
    await writeFile(next, text, { mode: 0o600 });
    const before = await readFile(path).catch(() => undefined);
    if (before !== undefined) await writeFile(previous, before, { mode: 0o600 });
    return { folder, next, previous, before };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function isEqual(path: string, bytes: Buffer): Promise<boolean> {
  return (await readFile(path).catch(() => undefined))?.equals(bytes) ?? false;
}
