// Non-ASCII bytes in configurations and on the command line: our output is that of Postfix.

import { expect, test } from 'vitest';
import { show } from '../../server/src/cli/show.ts';
import { decodeBytes } from '../../server/src/syntax/bytes.ts';
import { hostnameProblem } from '../../server/src/syntax/hostname.ts';
import { describePostfix, postconf, postmap, withInstanceDirectory } from './harness.ts';

describePostfix('bytes', () => {
  test.each([
    ['Latin-1', Buffer.from('m\xfcil.example.com', 'latin1')],
    ['UTF-8', Buffer.from('müil.example.com')],
    ['half a character', Buffer.from('mail\xe2\x82.example.com', 'latin1')],
    ['a surrogate', Buffer.from('\xed\xa0\xbd.example.com', 'latin1')],
  ])('the number of a character in a host name is that of its byte: %s', async (_, name) => {
    const mainCf = Buffer.concat([
      Buffer.from('compatibility_level = 3.6\nmyhostname = '),
      name,
      Buffer.from('\n'),
    ]);
    await withInstanceDirectory({ 'main.cf': mainCf, 'master.cf': '', table: 'a b\n' }, async (directory) => {
      const { stderr } = await postmap(directory, ['-q', 'a', `texthash:${directory}/table`]);
      const [problem] = hostnameProblem(decodeBytes(name))?.split(': ') ?? [];
      expect(problem).toMatch(/^invalid character \d+\(decimal\)$/);
      expect(stderr).toContain(`valid_hostname: ${problem}: `);
    });
  });

  test('show prints the bytes of -o NAME=VALUE', async () => {
    const files = { 'main.cf': Buffer.from('mail_name = \xfc\n', 'latin1'), 'master.cf': '' };
    await withInstanceDirectory(files, async (directory) => {
      for (const settings of [[], [['mail_name', 'Grüße 你好']]] as const) {
        const theirs = await postconf(
          directory,
          [...settings.map(([name, value]) => ['-o', `${name}=${value}`]), 'mail_name'].flat(),
          { encoding: 'latin1' },
        );
        let ours = '';
        const output = {
          machine: {},
          stdout: { write: (text: string | Uint8Array) => (ours += Buffer.from(text).toString('latin1')) },
          stderr: { write: () => undefined },
          color: false,
          stdin: async () => new Uint8Array(),
        };
        const flags = {
          kind: 'show',
          what: 'parameters',
          set: false,
          defaults: false,
          expanded: false,
        } as const;
        const request = { ...flags, settings, target: { version: '3.7' }, directory, names: ['mail_name'] };
        expect(await show(request, '3.7', output)).toBe(0);
        expect(ours).toBe(theirs.stdout);
      }
    });
  });
});
