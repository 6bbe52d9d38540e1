// Each package.json declares the packages that its source imports, and the lock file works with any registry.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import client from '../../client/package.json' with { type: 'json' };
import root from '../../package.json' with { type: 'json' };
import server from '../../server/package.json' with { type: 'json' };

const folder = join(import.meta.dirname, '../..');

describe.each([
  ['client', client],
  ['server', server],
])('%s', (name, { dependencies }) => {
  test('declares what its source imports, and nothing else', () => {
    expect(importedPackages(`${name}/src`)).toEqual(Object.keys(dependencies).sort());
  });
});

test('scripts and tests import what is declared', () => {
  const declared = [
    ...Object.keys(root.devDependencies),
    ...Object.keys(client.dependencies),
    ...Object.keys(server.dependencies),
  ];
  const imported = ['scripts', 'test', 'vitest.config.ts'].flatMap(importedPackages);
  expect(imported.length).toBeGreaterThan(10);
  expect(imported.filter((name) => !declared.includes(name))).toEqual([]);
});

test('package-lock.json names no registry', () => {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const addresses = Object.values<{ resolved?: string }>(packages).map(({ resolved }) => resolved);
  expect(addresses.length).toBeGreaterThan(100);
  expect(addresses.filter((address) => address?.includes('://'))).toEqual([]);
});

test('all imports are found', () => {
  const source = `
    import one from 'one';
    import type { Two } from '@scope/two/deep';
    import './own.ts';
    import 'three';
    export * from "four";
    const five = await import('five/sub.js');
    /** @param {import('six').Six} six */
    const seven = require('seven');
    import fs from 'fs';
    import { join } from 'node:path';
    import vscode from 'vscode';`;
  expect(packagesIn(source).toSorted()).toEqual([
    '@scope/two',
    'five',
    'four',
    'one',
    'seven',
    'six',
    'three',
  ]);
});

/** The packages that the files of a folder import, in alphabetical order. @param path relative to the repository */
function importedPackages(path: string): readonly string[] {
  const absolute = join(folder, path);
  const files = statSync(absolute).isDirectory()
    ? readdirSync(absolute, { recursive: true, encoding: 'utf8' }).map((name) => join(absolute, name))
    : [absolute];
  const sources = files.filter((file) => /\.(ts|mjs)$/.test(file) && file !== import.meta.filename);
  return [...new Set(sources.flatMap((file) => packagesIn(readFileSync(file, 'utf8'))))].sort();
}

/** VS Code itself provides the module `vscode`. */
function packagesIn(source: string): readonly string[] {
  const specifiers = source.matchAll(
    /\b(?:from|import|require)\b\s*\(?\s*(['"])((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^'"]*)?\1/g,
  );
  return [...specifiers].flatMap(([, , name = '']) =>
    name === 'vscode' || name === 'node' || builtinModules.includes(name) ? [] : [name],
  );
}
