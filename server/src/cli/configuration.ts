// One configuration for the commands that answer questions about it.

import type { Snapshot } from '../features/snapshot.ts';
import type { MachineFacts } from '../host.ts';
import { localPemLabels } from '../host-node/files.ts';
import { createPostfixService, defaultSettings } from '../service.ts';
import { Files } from './files.ts';
import type { TextAt } from './report.ts';
import { Targets } from './targets.ts';

export interface OpenConfiguration {
  readonly snapshot: Snapshot;
  /** The files that were read, for the places in answers. */
  readonly textAt: TextAt;
}

/** What a path on the command line names, and its configuration if there is one. */
export interface OpenTarget {
  readonly target: Exclude<Awaited<ReturnType<Targets['ofPath']>>, string>;
  readonly snapshot: Snapshot | undefined;
  readonly files: Files;
}

/**
 * Reads a directory or a file. A string says why that is not possible.
 * @param version the target release, or `auto`
 * @param tell gets what is worth knowing about the path
 */
export async function openTarget(
  path: string,
  version: string,
  machine: MachineFacts,
  log: (message: string) => void,
  tell: (message: string) => void,
): Promise<OpenTarget | string> {
  const files = new Files();
  const service = createPostfixService({
    readFile: (uri) => files.read(uri),
    stat: (uri) => files.stamp(uri),
    pemLabels: localPemLabels,
    machine,
    log,
  });
  service.configure({ ...defaultSettings, version });
  const target = await new Targets(service, files, tell).ofPath(path);
  if (typeof target === 'string') return target;
  return { target, snapshot: await service.snapshot(target.uri), files };
}

/**
 * The configuration in a directory, or the one that a file belongs to. A string says why there is none.
 * @param version the target release, or `auto`
 */
export async function openConfiguration(
  path: string,
  version: string,
  machine: MachineFacts,
  log: (message: string) => void,
): Promise<OpenConfiguration | string> {
  const opened = await openTarget(path, version, machine, log, () => undefined);
  if (typeof opened === 'string') return opened;
  const { snapshot, files } = opened;
  const { main, master } = snapshot?.instance.files ?? {};
  if (snapshot === undefined || (main ?? master) === undefined)
    return `${path}: does not belong to a directory with main.cf or master.cf`;
  return { snapshot, textAt: (uri) => files.source(uri) };
}
