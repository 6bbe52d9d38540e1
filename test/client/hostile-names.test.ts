// File names and keys are data: a program receives them byte for byte, and no shell sees them.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLine } from '../../client/src/postfix/command-line.ts';
import { withPrefix } from '../../client/src/postfix/prefix.ts';
import { indexArguments, lookUpArguments, readArguments } from '../../client/src/postfix/table.ts';
import { inParallel } from '../support/parallel.ts';
import { desk } from './desk.ts';
import { hostileNames } from './hostile.ts';

const names = hostileNames(2000);

describe('2,000 hostile names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const recorder = join(folder, 'recorder');
  const prefix = join(folder, 'docker');
  const remote = join(folder, 'ssh');

  beforeAll(() => {
    // Prints each argument, with a NUL after it, as the system passed it.
    const record = '#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n';
    writeFileSync(recorder, record, { mode: 0o755 });
    writeFileSync(prefix, '#!/bin/sh\nshift 2; exec "$@"\n', { mode: 0o755 });
    // Like ssh(1): the words become one line, which a shell reads.
    writeFileSync(remote, '#!/bin/sh\nshift; exec /bin/sh -c "$*"\n', { mode: 0o755 });
  });

  async function received(words: readonly string[], commandPrefix: readonly string[] = []): Promise<string> {
    const { stdout, reason } = await desk({ commandPrefix, path: folder }).run(recorder, words);
    return reason ?? stdout;
  }

  test('reach the program as the key and the file of a lookup', async () => {
    await inParallel(names, 16, async (name) => {
      const table = { program: recorder, type: 'hash', path: `/etc/postfix/${name}` };
      const vectors = [
        [...(await lookUpArguments(table, name)), ...(await indexArguments(table))],
        await readArguments({ ...table, directory: `/tmp/${name}` }),
      ];
      expect(vectors[0]).toEqual(['-q', name, `hash:/etc/postfix/${name}`, `hash:/etc/postfix/${name}`]);
      const words = vectors.flat();
      expect(await received(words)).toBe(words.map((word) => `${word}\0`).join(''));
    });
    expect(existsSync(join(folder, 'HIT')) || existsSync('/HIT') || existsSync('HIT')).toBe(false);
  });

  test('reach a program in a container', async () => {
    const some = names.filter((_, i) => i % 5 === 0);
    await inParallel(some, 16, async (name) => {
      expect(await received([name], ['docker', 'exec', 'mail'])).toBe(`${name}\0`);
    });
  });

  test('reach a program on another host, or are refused', async () => {
    let refused = 0;
    await inParallel(names, 16, async (name) => {
      const prefixed = withPrefix(['ssh', 'mail'], [name]);
      if (!('words' in prefixed)) refused++;
      const found = await received([name], [remote, 'mail']);
      if ('words' in prefixed) expect(found).toBe(`${name}\0`);
      else expect([found, /\p{Cc}/u.test(name)]).toEqual([prefixed.reason, true]);
    });
    expect(refused).toBeGreaterThan(100);
    expect(refused).toBeLessThan(1500);
    expect(existsSync('/HIT')).toBe(false);
  });

  test('are shown as a command line that runs exactly what was approved', async () => {
    const some = names.filter((name, i) => i % 4 === 0 && commandLine([name]) !== undefined);
    expect(some.length).toBeGreaterThan(300);
    await inParallel(some, 16, async (name) => {
      const script = join(folder, `line-${basename(recorder)}-${names.indexOf(name)}`);
      writeFileSync(script, `${commandLine([recorder, name])}\n`);
      const { stdout } = await desk().run('/bin/sh', [script]);
      expect(stdout).toBe(`${name}\0`);
    });
  });

  test('with bytes that are not UTF-8 keep the characters that the editor shows', async () => {
    // Node passes names as UTF-8, so a name with other bytes cannot be opened in an editor in the first place.
    expect(await received(['a\ufffdb'])).toBe('a\ufffdb\0');
  });
});
