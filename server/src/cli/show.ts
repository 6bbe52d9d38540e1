// `postfix-lint show`: what postconf prints, without Postfix.

import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Catalog, newestRelease } from '../catalog/catalog.ts';
import { parseRelease } from '../catalog/release.ts';
import { readClientFile } from '../host-node/client-file.ts';
import { systemMessage } from '../host-node/system-error.ts';
import { Instance, type InstanceFile } from '../instance/instance.ts';
import { namesOf } from '../instance/names.ts';
import { showOverrides, showParameters, showServices } from '../instance/postconf.ts';
import { ChunkParser, type LineParser, Tree } from '../syntax/document.ts';
import { type MainItem, parseMainLine } from '../syntax/main-cf.ts';
import { type MasterItem, parseMasterLine } from '../syntax/master-cf.ts';
import { SourceText } from '../syntax/text.ts';
import type { ShowRequest } from './arguments.ts';
import type { Output } from './lint.ts';

/** Returns the exit status: 0, 1 if postconf exits with a fatal error, or 2 if DIR is not a directory. */
export async function show(request: ShowRequest, version: string, output: Output): Promise<number> {
  const { directory, what } = request;
  const names = request.names.map(bytes);
  const info = await stat(directory).catch(() => undefined);
  if (!info?.isDirectory()) {
    output.stderr.write(`postfix-lint: ${directory}: not a directory\n`);
    return 2;
  }
  // Defaults depend neither on main.cf nor on -o.
  const isOfMain = !(what === 'parameters' && request.defaults);
  let main: InstanceFile<MainItem> | undefined;
  let master: InstanceFile<MasterItem> | undefined;
  try {
    main = isOfMain ? await file(directory, 'main.cf', parseMainLine) : undefined;
    master = await file(directory, 'master.cf', parseMasterLine);
  } catch (error) {
    const { path = directory } = error as NodeJS.ErrnoException;
    output.stderr.write(`postfix-lint: ${path}: ${systemMessage(error)}\n`);
    return 2;
  }
  const release = (version === 'auto' ? undefined : parseRelease(version)) ?? newestRelease;
  const instance = new Instance(
    {
      directory: pathToFileURL(resolve(directory)).href,
      extra: new Map(isOfMain ? request.settings.map(([name, value]) => [bytes(name), bytes(value)]) : []),
      ...(main && { main }),
      ...(master && { master }),
    },
    new Catalog(),
    release,
    {
      ...output.machine,
      // $mail_version expands to a full version, such as 3.7.11.
      ...(/^\d+\.\d+[.-]/.test(version) ? { defaults: new Map([['mail_version', version]]) } : {}),
    },
  );
  const options = {
    set: request.set,
    defaults: request.defaults,
    expanded: request.expanded,
    names,
    clientFile: readClientFile,
  };
  const view = what === 'services' ? showServices : what === 'overrides' ? showOverrides : showParameters;
  const { output: text, warnings, fatal } = view(instance, namesOf(instance), options);
  output.stdout.write(Buffer.from(text, 'latin1'));
  for (const warning of warnings)
    output.stderr.write(Buffer.from(`postfix-lint: warning: ${warning}\n`, 'latin1'));
  if (fatal === undefined) return 0;
  output.stderr.write(Buffer.from(`postfix-lint: fatal: ${fatal}\n`, 'latin1'));
  return 1;
}

/** Decodes a command-line word like the files: one character for each byte. */
function bytes(word: string): string {
  return Buffer.from(word).toString('latin1');
}

/** Latin-1 has a character for each byte. Undefined if there is no such file; throws if it cannot be read. */
async function file<T>(
  directory: string,
  name: string,
  parse: LineParser<T>,
): Promise<InstanceFile<T> | undefined> {
  const path = join(directory, name);
  let text: string;
  try {
    text = await readFile(path, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw Object.assign(error as Error, { path });
  }
  return {
    uri: pathToFileURL(resolve(path)).href,
    tree: new Tree(SourceText.of(text), new ChunkParser(parse)),
  };
}
