// The manifest agrees with the code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const source = join(root, 'client/src');
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(source, name), 'utf8'))
  .join('\n');
const { commands, menus, submenus, configuration, walkthroughs } = manifest.contributes;

function onCommands(events: readonly string[]): RegExpMatchArray[] {
  return [...events.join(' ').matchAll(/onCommand:(\S+)/g)];
}

describe('the manifest', () => {
  test('has exactly the commands that the extension registers', () => {
    const registered = [...code.matchAll(/\bcommand\('([^']+)'/g)].map(([, id]) => id);
    expect(commands.map(({ command }) => command).sort()).toEqual(registered.sort());
  });

  test('puts every command in the category Postfix, and only existing commands in menus', () => {
    expect(commands.filter(({ category }) => category !== 'Postfix')).toEqual([]);
    const ids = commands.map(({ command }) => command);
    const named = new Set([...ids, ...submenus.map(({ id }) => id)]);
    for (const item of Object.values(menus).flat())
      expect(named).toContain('submenu' in item ? item.submenu : item.command);
    for (const { id } of submenus) expect(Object.keys(menus)).toContain(id);
  });

  test('has a walkthrough with existing commands and packaged pictures', () => {
    const packed = readFileSync(join(root, '.vscodeignore'), 'utf8');
    expect(packed).toContain('!docs/images/walkthrough/*.png');
    const ids = commands.map(({ command }) => command);
    for (const { id, description, media, completionEvents } of walkthroughs.flatMap(({ steps }) => steps)) {
      expect([id, media.image]).toEqual([id, `docs/images/walkthrough/${id}.png`]);
      expect([id, existsSync(join(root, media.image)), media.altText.length > 20]).toEqual([id, true, true]);
      const named = [...description.matchAll(/\(command:([\w.]+)\)/g), ...onCommands(completionEvents)];
      for (const [, command = ''] of named.filter(([, name]) => name?.startsWith('postfix.'))) {
        expect(ids).toContain(command);
      }
      for (const [, key = ''] of completionEvents.join(' ').matchAll(/onContext:([\w.]+)/g)) {
        expect(code).toContain(`'${key}'`);
      }
    }
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

  test('does not let a workspace set which programs run, and how', () => {
    for (const name of ['commandDirectory', 'commandPrefix', 'elevation', 'checkBeforeReload'] as const) {
      expect([name, configuration.properties[`postfix.${name}`].scope]).toEqual([name, 'machine']);
    }
  });

  test('has the languages that the client serves', () => {
    const served = /const languages = \[([^\]]*)\]/.exec(code)?.[1]?.match(/[\w-]+/g);
    expect(served?.toSorted()).toEqual(manifest.contributes.languages.map(({ id }) => id).toSorted());
  });
});
