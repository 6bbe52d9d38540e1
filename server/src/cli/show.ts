// `postfix-lint show`: what postconf prints, without Postfix.

import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Catalog, newestRelease } from '../catalog/catalog.ts';
import { parseRelease } from '../catalog/release.ts';
import { Instance, type InstanceFile } from '../instance/instance.ts';
import { namesOf } from '../instance/names.ts';
import { showOverrides, showParameters, showServices } from '../instance/postconf.ts';
import { ChunkParser, type LineParser, Tree } from '../syntax/document.ts';
import { parseMainLine } from '../syntax/main-cf.ts';
import { parseMasterLine } from '../syntax/master-cf.ts';
import { SourceText } from '../syntax/text.ts';
import type { ShowRequest } from './arguments.ts';
import type { Output } from './lint.ts';

/** Gives the exit status: 0, or 1 where postconf dies, or 2 when the directory cannot be read. */
export async function show(request: ShowRequest, output: Output): Promise<number> {
  const { directory, what, names } = request;
  const info = await stat(directory).catch(() => undefined);
  if (!info?.isDirectory()) {
    output.stderr.write(`postfix-lint: ${directory}: not a directory\n`);
    return 2;
  }
  // Defaults know nothing of main.cf, nor of what stands in for it.
  const isOfMain = !(what === 'parameters' && request.defaults);
  const main = isOfMain ? await file(directory, 'main.cf', parseMainLine) : undefined;
  const master = await file(directory, 'master.cf', parseMasterLine);
  const release = (request.version === 'auto' ? undefined : parseRelease(request.version)) ?? newestRelease;
  const instance = new Instance(
    {
      directory: pathToFileURL(resolve(directory)).href,
      extra: new Map(isOfMain ? request.settings : []),
      ...(main && { main }),
      ...(master && { master }),
    },
    new Catalog(),
    release,
    {
      ...output.machine,
      // A full version, such as 3.7.11, is what $mail_version stands for.
      ...(/^\d+\.\d+[.-]/.test(request.version)
        ? { defaults: new Map([['mail_version', request.version]]) }
        : {}),
    },
  );
  const options = { set: request.set, defaults: request.defaults, expanded: request.expanded, names };
  const view = what === 'services' ? showServices : what === 'overrides' ? showOverrides : showParameters;
  const { output: text, warnings, fatal } = view(instance, namesOf(instance), options);
  output.stdout.write(Buffer.from(text, 'latin1'));
  for (const warning of warnings)
    output.stderr.write(Buffer.from(`postfix-lint: warning: ${warning}\n`, 'latin1'));
  if (fatal === undefined) return 0;
  output.stderr.write(Buffer.from(`postfix-lint: fatal: ${fatal}\n`, 'latin1'));
  return 1;
}

/** Bytes are kept as they are: Latin-1 has a character for each. */
async function file<T>(
  directory: string,
  name: string,
  parse: LineParser<T>,
): Promise<InstanceFile<T> | undefined> {
  const path = join(directory, name);
  const text = await readFile(path, 'latin1').catch(() => undefined);
  if (text === undefined) return undefined;
  return {
    uri: pathToFileURL(resolve(path)).href,
    tree: new Tree(SourceText.of(text), new ChunkParser(parse)),
  };
}
