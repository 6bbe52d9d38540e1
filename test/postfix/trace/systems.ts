// Many configurations in one instance: each is a service of its own, with its settings as overrides. We read the same
// files as the real Postfix.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Catalog } from '../../../server/src/catalog/catalog.ts';
import { release } from '../../../server/src/catalog/release.ts';
import { Instance } from '../../../server/src/instance/instance.ts';
import { type FileState, Tables } from '../../../server/src/instance/table-files.ts';
import type { MailSystem } from '../../../server/src/mail/relay.ts';
import { decodeBytes } from '../../../server/src/syntax/bytes.ts';
import { ChunkParser, Tree } from '../../../server/src/syntax/document.ts';
import { parseMainLine } from '../../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../../server/src/syntax/master-cf.ts';
import { SourceText } from '../../../server/src/syntax/text.ts';
import { findPostfix, type PostfixInstance } from '../harness';

const catalog = new Catalog();

export type Settings = Readonly<Record<string, string>>;

/** A line of master.cf. @param fields `unix - - n - -` */
export function serviceLine(name: string, fields: string, program: string, settings: Settings): string {
  const overrides = Object.entries(settings).map(
    ([parameter, value]) => `  -o { ${parameter} = ${value} }\n`,
  );
  return `${name} ${fields} ${program}\n${overrides.join('')}`;
}

/** The files of a running instance as our own code reads them. */
export function systemOf(postfix: PostfixInstance, tables: readonly string[]): MailSystem {
  return systemIn(postfix.directory, tables);
}

/** The same for any configuration directory. */
export function systemIn(path: string, tables: readonly string[]): MailSystem {
  const directory = `file://${path}`;
  const text = (name: string): SourceText => SourceText.of(decodeBytes(readFileSync(join(path, name))));
  const instance = new Instance(
    {
      directory,
      main: { uri: `${directory}/main.cf`, tree: new Tree(text('main.cf'), new ChunkParser(parseMainLine)) },
      ...(existsSync(join(path, 'master.cf')) && {
        master: {
          uri: `${directory}/master.cf`,
          tree: new Tree(text('master.cf'), new ChunkParser(parseMasterLine)),
        },
      }),
    },
    catalog,
    release(findPostfix()?.version ?? '3.7.0'),
  );
  const files = tables.map((key): [string, FileState] => {
    const name = key.replace(/^\w+:/, '');
    return [`${directory}/${name}`, { text: text(name) }];
  });
  return { instance, tables: new Tables(instance, new Map(files)) };
}
