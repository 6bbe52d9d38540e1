// A lookup in the source of a table, compared with what postmap -q and postalias -q answer.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { LookUpAnswer } from '../../server/src/features/look-up.ts';
import { createPostfixService } from '../../server/src/service.ts';
import { describePostfix } from './support/describe';
import { withInstanceDirectory } from './support/directory';
import { findPostfix, postalias, postmap } from './support/programs';

interface Sample {
  readonly types: readonly string[];
  readonly text: string;
  readonly keys: readonly string[];
  /** The keys that only Postfix can answer. */
  readonly unknown?: readonly string[];
}

const samples: Readonly<Record<string, Sample>> = {
  table: {
    types: ['hash', 'btree', 'lmdb', 'cdb', 'texthash'],
    text: `# comment
example.com smtp:[192.0.2.1]
Example.ORG  several words   here  
example.net
  continued:[198.51.100.1]:25
example.com second
lonely
"quoted key" value
key: value
user+tag@example.com a, b
`,
    keys: [
      ...['example.com', 'EXAMPLE.com', 'example.org', 'example.net', 'lonely', 'quoted key', '"quoted key"'],
      ...['key', 'key:', 'user+tag@example.com', 'user@example.com', 'second', '#', 'a b', '-q', "it's"],
    ],
  },
  aliases: {
    types: ['hash', 'lmdb', 'cdb'],
    text: `root: anna, jonas
  , "|/usr/bin/program with arguments"
Sales: :include:/etc/sales
"a b": c
root: second
nothing:
`,
    keys: ['root', 'ROOT', 'sales', 'a b', '"a b"', 'nothing', 'anna', '-'],
  },
  regexp: {
    types: ['regexp'],
    text: `/^subject: win$/ REJECT won
!/@/ DUNNO no at
if /^user/
/^user-([a-z]+)@(example)\\.com$/ smtp:[$1.$2]$$
endif
/^any(a|ab)/ got $1
/x{2,3}/ twice
/^Last/i case
/last/ folded
`,
    keys: [
      ...['Subject: WIN', 'no address', 'user-abc@example.com', 'user-@example.com', 'anyab@', 'xx@'],
      ...['last@', 'Last@', 'nothing@'],
    ],
    unknown: ['user-@example.com', 'xx@', 'last@', 'Last@', 'nothing@', 'user@'],
  },
  pcre: {
    types: ['pcre'],
    text: `/^(\\w+)@example\\.com$/ $1
/example\\.net$/ x
/./ rest
`,
    keys: ['a@example.net', 'b@example.org'],
    unknown: ['a@example.net', 'b@example.org'],
  },
  cidr: {
    types: ['cidr'],
    text: `192.0.2.1 first
192.0.2.0/24 network
if 198.51.100.0/24
198.51.100.128/25 upper half
endif
!10.0.0.0/8 not ten
2001:db8::/32 six
::/0 any six
`,
    keys: [
      '192.0.2.1',
      '192.0.2.77',
      '198.51.100.200',
      '198.51.100.5',
      '10.1.2.3',
      '2001:db8::1',
      '::1',
      'name',
    ],
  },
};

const installed = findPostfix()?.tableTypes ?? [];

describePostfix('a lookup in the source of a table answers like Postfix', () => {
  for (const [name, { types, text, keys, unknown = [] }] of Object.entries(samples)) {
    test.each(types.filter((type) => installed.includes(type)))(`${name}, %s`, async (type) => {
      const isAlias = name === 'aliases';
      const files = {
        'main.cf': '',
        'master.cf': '',
        [name]: text,
      };
      await withInstanceDirectory(files, async (directory) => {
        const path = join(directory, name);
        const parameter = isAlias ? 'alias_maps' : 'transport_maps';
        await writeFile(
          join(directory, 'main.cf'),
          `compatibility_level = 3.6\n${parameter} = ${type}:${path}\n`,
        );
        const program = isAlias ? postalias : postmap;
        if (!['texthash', 'regexp', 'pcre', 'cidr'].includes(type))
          await program(directory, [`${type}:${path}`]);
        for (const key of keys) {
          // `-` would let the program read its input.
          if (key === '-') continue;
          const { code, stdout } = await program(directory, ['-q', key, `${type}:${path}`]);
          const expected = code === 0 ? stdout.slice(0, -1) : undefined;
          const ours = await lookUp(directory, name, key);
          const mayBeUnknown = unknown.includes(key);
          const answer = ours?.kind === 'unknown' && mayBeUnknown ? expected : ours?.value;
          expect({ key, answer, kind: ours?.kind }).toEqual({
            key,
            answer: ours?.kind === 'found' && ours.value === undefined ? undefined : expected,
            kind:
              ours?.kind === 'unknown' && mayBeUnknown
                ? 'unknown'
                : expected === undefined
                  ? 'not-found'
                  : 'found',
          });
          if (ours?.kind === 'found') expect(text.split('\n')[ours.line ?? -1]).toMatch(/\S/);
        }
      });
    });
  }
});

async function lookUp(directory: string, name: string, key: string): Promise<LookUpAnswer | undefined> {
  const uri = (file: string) => pathToFileURL(join(directory, file)).href;
  const service = createPostfixService({
    readFile: async (file) => readFile(new URL(file), 'utf8').catch(() => undefined),
    listDirectory: async () => [],
    readDocs: async () => '{}',
    page: (path) => path,
    machine: { hostname: 'mail.example.com' },
    log: (message) => {
      throw new Error(message);
    },
  });
  return service.lookUp(uri(name), key);
}
