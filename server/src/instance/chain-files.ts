// Files that contain both keys and certificates (*_tls_chain_files): which parameters name which files, in the order in
// which Postfix loads them.

import { type ExpandedValue, expandedValue } from './expanded-values.ts';
import type { Instance, PlacedService } from './instance.ts';

export interface ChainFiles {
  readonly parameter: string;
  readonly service?: PlacedService;
  readonly value: ExpandedValue;
}

const parameters = ['smtpd', 'smtp', 'lmtp', 'postscreen', 'tlsproxy']
  .map((program) => `${program}_tls_chain_files`)
  .concat('tlsproxy_client_chain_files');

/** Each setting in effect that names such files: first main.cf's, then those of services. */
export function chainFiles(instance: Instance): ChainFiles[] {
  const settings: ChainFiles[] = [];
  const add = (parameter: string, service?: PlacedService): void => {
    if (!instance.catalog.knows(parameter)) return;
    const value = expandedValue(instance, parameter, service);
    if (value !== undefined) settings.push({ parameter, value, ...(service && { service }) });
  };
  for (const name of parameters) if (instance.entriesByName.has(name)) add(name);
  for (const service of instance.services)
    for (const name of parameters) if (instance.overridesOf(service, name).length > 0) add(name, service);
  return settings;
}

export function chainFilePaths(instance: Instance): readonly string[] {
  return chainFiles(instance).flatMap(({ value }) =>
    value.nodes.flatMap((node) => (node.kind === 'word' && node.text.startsWith('/') ? [node.text] : [])),
  );
}
