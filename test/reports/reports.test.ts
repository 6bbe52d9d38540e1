// Configurations rebuilt from trouble reports. Each folder of test/fixtures/reports is one configuration: markers below
// its lines name the finding that explains the trouble (test/support/markers.ts). In a folder `sound-…`, nothing is
// wrong, and the linter must report nothing at all.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type FileTexts, lint } from '../support/markers.ts';

const root = new URL('../fixtures/reports/', import.meta.url);
const marker = /^\s*\^+ ([a-z0-9-]+)/m;

function filesOf(name: string): FileTexts {
  const folder = new URL(`${name}/`, root);
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]),
  );
}

const names = readdirSync(root);

describe('trouble reports', () => {
  test.each(names.filter((name) => !name.startsWith('sound-')))('%s', async (name) => {
    const files = filesOf(name);
    const about = Object.values(files)
      .map((text) => marker.exec(text)?.[1])
      .find((code) => code !== undefined);
    expect(about).toBeDefined();
    if (about !== undefined) await lint(files, { about });
  });

  test.each(names.filter((name) => name.startsWith('sound-')))('%s', async (name) => {
    await lint(filesOf(name));
  });
});
