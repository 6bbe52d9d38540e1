// One configuration directory for the tests of instances: texts by file name, without a file system.
import { Catalog } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import type { MachineFacts } from '../../server/src/host.ts';
import { Instance, type PlacedService } from '../../server/src/instance/instance.ts';
import { type FileState, Tables } from '../../server/src/instance/table-files.ts';
import { ChunkParser, type LineParser, Tree } from '../../server/src/syntax/document.ts';
import { parseMainLine } from '../../server/src/syntax/main-cf.ts';
import { parseMasterLine } from '../../server/src/syntax/master-cf.ts';
import { SourceText } from '../../server/src/syntax/text.ts';

export interface Options {
  readonly main?: string;
  readonly master?: string;
  /** The target release. The default is 3.7. */
  readonly version?: string;
  readonly host?: MachineFacts;
  /** The default is /etc/postfix. */
  readonly directory?: string;
  readonly home?: string;
  readonly extra?: ReadonlyMap<string, string>;
}

const catalog = new Catalog();

export function instanceOf({
  main,
  master,
  version = '3.7',
  host = {},
  directory = 'file:///etc/postfix',
  home,
  extra = new Map(),
}: Options): Instance {
  const file = <T>(name: string, text: string, parse: LineParser<T>) => ({
    uri: `${directory}/${name}`,
    tree: new Tree(SourceText.of(text), new ChunkParser(parse)),
  });
  return new Instance(
    {
      directory,
      extra,
      ...(home !== undefined && { home }),
      ...(main !== undefined && { main: file('main.cf', main, parseMainLine) }),
      ...(master !== undefined && { master: file('master.cf', master, parseMasterLine) }),
    },
    catalog,
    release(version),
    host,
  );
}

/** The tables of an instance, with the facts about files by URI. A string means a file with this text. */
export function tablesOf(instance: Instance, files: Readonly<Record<string, string | FileState>>): Tables {
  const states = Object.entries(files).map(
    ([uri, state]) => [uri, typeof state === 'string' ? { text: SourceText.of(state) } : state] as const,
  );
  return new Tables(instance, new Map(states));
}

/** The service of master.cf with this name. */
export function serviceNamed(instance: Instance, name: string): PlacedService {
  const service = instance.services.find((each) => each.name === name);
  if (service === undefined) throw new Error(`master.cf has no service ${name}`);
  return service;
}
