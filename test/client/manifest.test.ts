// The manifest and the code say the same.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const source = join(import.meta.dirname, '../../client/src');
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(source, name), 'utf8'))
  .join('\n');
const { commands, menus, configuration } = manifest.contributes;

describe('the manifest', () => {
  test('has the commands that the extension registers, and no other', () => {
    const registered = [...code.matchAll(/\bcommand\('([^']+)'/g)].map(([, id]) => id);
    expect(commands.map(({ command }) => command).sort()).toEqual(registered.sort());
  });

  test('puts every command under Postfix, and none in a menu that is not there', () => {
    expect(commands.filter(({ category }) => category !== 'Postfix')).toEqual([]);
    const ids = commands.map(({ command }) => command);
    for (const { command } of Object.values(menus).flat()) expect(ids).toContain(command);
  });

  test('describes each setting', () => {
    for (const [name, setting] of Object.entries(configuration.properties)) {
      expect([name, setting.markdownDescription.length > 0, setting.scope]).toEqual([
        name,
        true,
        expect.any(String),
      ]);
      expect(name).toMatch(/^postfix\./);
    }
  });

  test('keeps the place of executables out of the reach of a workspace', () => {
    expect(configuration.properties['postfix.commandDirectory'].scope).toBe('machine');
  });

  test('has the languages that the client serves', () => {
    const served = /const languages = \[([^\]]*)\]/.exec(code)?.[1]?.match(/[\w-]+/g);
    expect(served?.toSorted()).toEqual(manifest.contributes.languages.map(({ id }) => id).toSorted());
  });
});
