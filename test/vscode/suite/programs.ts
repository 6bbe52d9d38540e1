// Programs that replace those of Postfix and record that they ran.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface FakePrograms {
  readonly directory: string;
  /** The programs that ran, without duplicates. */
  run(): readonly string[];
  /** Removes them. */
  remove(): void;
}

/** Puts the programs first in the PATH of the extension host. They print nothing and succeed. */
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
