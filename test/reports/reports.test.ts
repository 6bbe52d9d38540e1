// Configurations rebuilt from trouble reports. Each folder of test/fixtures/reports is one configuration: markers below
// its lines name the findings that explain the trouble (test/support/markers.ts), and the linter must report nothing
// else. In a folder `sound-…`, there is no problem with mail. A marker there is for a fault that has nothing to do with
// the report: sound-whole-server asks a blocklist that answers refused queries as if the client were listed.
//
// The servers in the reports have no certificates, and send passwords as their providers tell them to. Rules about that
// are off.
//
// A folder without master.cf has the one in test/fixtures/reports, which has no service for mail from the network.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type FileTexts, lint } from '../support/markers.ts';

const root = new URL('../fixtures/reports/', import.meta.url);
const usualMasterCf = readFileSync(new URL('master.cf', root), 'utf8');
const offTopic = { 'incoming-without-tls': 'off', 'password-to-unverified-server': 'off' } as const;
const marker = /^\s*\^+ ([a-z0-9-]+)/m;

function filesOf(name: string): FileTexts {
  const folder = new URL(`${name}/`, root);
  const files = readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]);
  return { 'master.cf': usualMasterCf, ...Object.fromEntries(files) };
}

const names = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe('trouble reports', () => {
  test.each(names)('%s', async (name) => {
    const files = filesOf(name);
    const isMarked = Object.values(files).some((text) => marker.test(text));
    expect(isMarked || name.startsWith('sound-')).toBe(true);
    await lint(files, { version: '3.7', rules: offTopic });
  });
});
