// The services of master.cf that have settings of their own.

import { lineNumber } from '../../edits/lines.ts';
import type { Instance } from '../../instance/instance.ts';
import { serviceValues } from './listed.ts';

export interface ServiceSummary {
  /** `submission/inet` */
  readonly key: string;
  readonly program: string;
  /** The line in master.cf, counted from 1, and the last line of its options. */
  readonly line: number;
  readonly lastLine: number;
  /** How many parameters it overrides. */
  readonly overrides: number;
}

/** In the order of master.cf. Of several services with the same name and type, only the first one. */
export function serviceSummaries(instance: Instance): ServiceSummary[] {
  const { master } = instance.files;
  const counts = new Map<string, number>();
  for (const values of serviceValues(instance).values())
    for (const { service } of values) counts.set(service.key, (counts.get(service.key) ?? 0) + 1);
  const seen = new Set<string>();
  return instance.services.flatMap(({ key, program, start, item }) => {
    if (seen.has(key)) return [];
    seen.add(key);
    const last = item.line.pieces.at(-1)?.start ?? 0;
    const line = lineNumber(master, start);
    return {
      key,
      program,
      line,
      lastLine: lineNumber(master, start + last),
      overrides: counts.get(key) ?? 0,
    };
  });
}
