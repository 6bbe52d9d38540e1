// How postconf reads the files of an instance: what it warns about, and what ends it (dict.c, postconf_master.c).

import { atLeast, type Release } from '../catalog/release.ts';
import type { Tree } from '../syntax/document.ts';
import { logicalText } from '../syntax/lines.ts';
import type { MainItem, MalformedLine } from '../syntax/main-cf.ts';
import type { masterFields } from '../syntax/master-cf.ts';
import type { Instance } from './instance.ts';
import { postconfProblems } from './postconf-options.ts';
import { Fatal, type Run } from './postconf-run.ts';

/** pcf_read_parameters(). */
export function readMain(instance: Instance, run: Run): void {
  const { main } = instance.files;
  const path = `${instance.path}/main.cf`;
  if (main === undefined) throw new Fatal(`open ${path}: No such file or directory`);
  const known = new Map([['config_directory', instance.path]]);
  readSettings(main.tree, path, known, instance.release, run);
}

/** dict_load_fp(): reads `name = value` lines into `known`. */
export function readSettings(
  tree: Tree<MainItem>,
  path: string,
  known: Map<string, string>,
  release: Release,
  run: Run,
): void {
  const nullBytes = new NullBytes(tree, path, release, run);
  for (const { item, start } of tree.items()) {
    nullBytes.warnAt(start);
    if (item.kind === 'malformed') {
      const text = logicalText(item.line, { start: 0, end: item.line.text.length });
      if (item.problem === 'leading-whitespace') {
        run.warn(leadingWhitespace(path, text));
        continue;
      }
      throw new Fatal(`${path}, line ${lineNumber(tree, start)}: ${fatalWords[item.problem]}: "${text}"`);
    }
    const { name, text } = item;
    const before = known.get(name.text);
    if (before !== undefined && before !== text) {
      const line = lineNumber(tree, start);
      run.warn(`${path}, line ${line}: overriding earlier entry: ${name.text}=${before}`);
    }
    known.set(name.text, text);
  }
  nullBytes.warnAt(Infinity);
}

/** Since 3.9, postconf warns about null bytes as it reads a logical line (readlline.c). */
class NullBytes {
  private readonly warnings: { readonly offset: number; readonly text: string }[] = [];

  constructor(
    tree: Tree<unknown>,
    path: string,
    release: Release,
    private readonly run: Run,
  ) {
    const all = atLeast(release, '3.9') ? tree.text.toString() : '';
    if (!all.includes('\0')) return;
    let [offset, begin, first, line] = [0, 0, 0, 0];
    let [hasText, hasNull] = [false, false];
    const end = (): void => {
      const lines = first === line ? `${line}` : `${first}-${line}`;
      const text = `${path}, line ${lines}: text after null byte may be ignored`;
      if (hasNull) this.warnings.push({ offset: begin, text });
      hasText = false;
      hasNull = false;
    };
    for (const [whole] of all.matchAll(/[^\n]*\n|[^\n]+/g)) {
      // White space and comments belong to the logical line before them.
      if (hasText && !/^[ \t-\r#]/.test(whole)) end();
      line++;
      hasNull ||= whole.includes('\0');
      if (!hasText) [begin, first] = [offset, line];
      if (!/^[ \t-\r]*(?:#|$)/.test(whole)) hasText = true;
      offset += whole.length;
    }
    end();
  }

  /** Warns about the lines that begin at an offset or before it. */
  warnAt(offset: number): void {
    while ((this.warnings[0]?.offset ?? Infinity) <= offset && this.warnings.length > 0)
      this.run.warn(this.warnings.shift()?.text ?? '');
  }
}

const fatalWords: Readonly<Record<MalformedLine['problem'], string>> = {
  'missing-equals': "missing '=' after attribute name",
  'missing-name': 'missing attribute name',
  'leading-whitespace': '',
};

/** Postfix does not count a carriage return by itself as the end of a line, as editors do. */
function lineNumber({ text }: Tree<unknown>, start: number): number {
  const { line } = text.positionAt(start);
  const before = text.slice(0, start);
  return before.includes('\r') ? before.split('\n').length : line + 1;
}

function leadingWhitespace(path: string, text: string): string {
  const shown = `${text.slice(0, 30)}${text.length > 30 ? '...' : ''}`;
  return `${path}: logical line must not start with whitespace: "${shown}"`;
}

/** pcf_read_master(), which needs the file only to show services. */
export function readMaster(instance: Instance, run: Run, isNeeded: boolean): void {
  const { master } = instance.files;
  const path = `${instance.path}/master.cf`;
  if (master === undefined) {
    const problem = `open ${path}: No such file or directory`;
    if (isNeeded) throw new Fatal(problem);
    run.warn(problem);
    return;
  }
  const nullBytes = new NullBytes(master.tree, path, instance.release, run);
  for (const { item, start } of master.tree.items()) {
    nullBytes.warnAt(start);
    const text = logicalText(item.line, { start: 0, end: item.line.text.length });
    if (item.kind === 'malformed') {
      if (item.problem === 'leading-whitespace') {
        run.warn(leadingWhitespace(path, text));
        continue;
      }
      const line = lineNumber(master.tree, start);
      throw new Fatal(`file ${path}: line ${line}: bad field count`);
    }
    checkFields(
      item.fields.map((field) => field.text),
      text,
    );
    for (const problem of postconfProblems(item)) run.warn(`master.cf: ${problem}`);
  }
  nullBytes.warnAt(Infinity);
}

/** pcf_check_master_entry(). */
function checkFields(fields: readonly string[], text: string): void {
  const [, type = '', priv = '', unpriv = '', chroot = '', wakeup = '', limit = ''] = fields;
  const bad = (field: (typeof masterFields)[number], value: string): Fatal =>
    new Fatal(`invalid ${field} field "${value}" in "${text}"`);
  if (!['unix', 'fifo', 'inet', 'pass', 'unix-dgram'].includes(type)) throw bad('type', type);
  for (const [field, value] of [
    ['private', priv],
    ['unprivileged', unpriv],
    ['chroot', chroot],
  ] as const) {
    if (!/^[yn-]$/.test(value)) throw bad(field, value);
  }
  if (!/^(-\??|[0-9]*\??)$/.test(wakeup)) throw bad('wakeup', wakeup);
  if (!/^(-|[0-9]*)$/.test(limit)) throw bad('process_limit', limit);
}
