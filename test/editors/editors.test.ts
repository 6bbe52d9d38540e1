// The language server in editors other than VS Code: each opens the example and asks for what its users need.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findProgram } from '../../scripts/machine.mjs';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const example = path('../../examples/mail.example.com');

interface Answers {
  readonly diagnostics: readonly string[];
  readonly hover: { readonly contents: { readonly value: string } };
  readonly completion: readonly { readonly label: string }[];
  readonly definition: readonly object[];
  readonly references: readonly object[];
  readonly symbols: readonly { readonly name: string }[];
  readonly formatting: readonly { readonly newText: string }[];
}

const editors = [
  {
    name: 'Neovim',
    program: 'nvim',
    args: ['--headless', '-u', 'NONE', '-S', path('neovim.lua')],
    finding: 'overridden-parameter',
  },
  {
    name: 'Emacs with Eglot',
    program: 'emacs',
    args: ['--batch', '--no-init-file', '--load', path('emacs.el')],
    finding: 'overridden',
  },
] as const;

describe.each(editors)('$name', ({ program, args, finding }) => {
  const folder = mkdtempSync(join(tmpdir(), 'postfix-editor-'));
  const installed = findProgram(program);
  let answers: Answers;

  beforeEach((context) => {
    if (installed !== undefined) return;
    const reason = `${program} is not installed`;
    if (process.env.REQUIRE_POSTFIX === '1') throw new Error(reason);
    context.skip(reason);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(async () => {
    if (installed === undefined) return;
    const file = join(folder, 'answers.json');
    const mainCf = join(folder, 'etc/postfix/main.cf');
    cpSync(example, folder, { recursive: true });
    appendFileSync(mainCf, 'soft_bounce=no\n');
    const env = {
      ...process.env,
      HOME: folder,
      NODE: process.execPath,
      SERVER: path('../../server/bin/postfix-language-server.js'),
      FILE: mainCf,
      ANSWERS: file,
    };
    const editor = spawn(installed, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [editor.stdout, editor.stderr])
      stream.on('data', (data) => (output += String(data)));
    await once(editor, 'exit');
    try {
      answers = JSON.parse(readFileSync(file, 'utf8')) as Answers;
    } catch (error) {
      throw new Error(`no answers from ${program}:\n${output}`, { cause: error });
    }
  });

  test('shows findings', () => {
    expect(answers.diagnostics.join('\n')).toContain(finding);
  });

  test('shows a hover', () => {
    expect(answers.hover.contents.value).toContain('**myhostname**');
  });

  test('completes', () => {
    expect(answers.completion.map(({ label }) => label)).toContain('myhostname');
  });

  test('goes to a definition, and lists references', () => {
    expect(answers.definition).toHaveLength(1);
    expect(answers.references.length).toBeGreaterThan(1);
  });

  test('shows an outline', () => {
    const names = JSON.stringify(answers.symbols);
    expect(names).toContain('"myhostname"');
    expect(names).toContain('"smtpd_recipient_restrictions"');
  });

  test('formats', () => {
    // The line at the end of the file is the only one without spaces around its equals sign.
    expect(answers.formatting.map(({ newText }) => newText)).toEqual([' ', ' ']);
  });
});
