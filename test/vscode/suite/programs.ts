// Programs that stand for Postfix's and write down that they were run.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface FakePrograms {
  readonly directory: string;
  /** The programs that were run, each once. */
  run(): readonly string[];
  /** Takes them away. */
  remove(): void;
}

/** Puts the programs in front of all others in the extension host's PATH. They print nothing and succeed. */
export function fakePrograms(...names: readonly string[]): FakePrograms {
  const directory = mkdtempSync(join(tmpdir(), 'postfix-fake-'));
  for (const name of names) {
    writeFileSync(join(directory, name), '#!/bin/sh\n: > "$0.was-run"\n', { mode: 0o755 });
  }
  const { PATH = '' } = process.env;
  process.env.PATH = `${directory}${delimiter}${PATH}`;
  return {
    directory,
    run: () => {
      const marks = readdirSync(directory).filter((name) => name.endsWith('.was-run'));
      return marks.map((name) => name.slice(0, -'.was-run'.length)).sort();
    },
    remove: () => {
      process.env.PATH = PATH;
      rmSync(directory, { recursive: true });
    },
  };
}
