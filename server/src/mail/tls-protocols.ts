// Which protocols a list of TLS protocols leaves enabled (tls_misc.c, tls_proto_mask_lims).

import { atLeast, type Release } from '../catalog/release.ts';

export const versions = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type Version = (typeof versions)[number];

export interface Protocols {
  readonly enabled: readonly Version[];
  /** Words that Postfix does not know. */
  readonly unknown: readonly string[];
}

/** Undefined if a bound is a number, whose meaning only OpenSSL knows. */
export function readProtocols(text: string, release: Release): Protocols | undefined {
  const bounds = atLeast(release, '3.6');
  const unknown: string[] = [];
  let included: Version[] = [];
  const excluded: Version[] = [];
  let low = 0;
  let high = versions.length - 1;
  for (const word of text.split(/[\s,:]+/).filter((each) => each !== '')) {
    const [, operator = '', name = ''] = /^(>=|<=|!)?(.*)$/s.exec(word) ?? [];
    const index = versions.findIndex((version) => version.toLowerCase() === name.toLowerCase());
    const version = versions[index];
    if (operator === '>=' || operator === '<=') {
      if (/^(?:0x[\da-f]+|\d+)$/i.test(name)) return undefined;
      if (!bounds || version === undefined) unknown.push(word);
      else if (operator === '>=') low = index;
      else high = index;
    } else if (version === undefined) unknown.push(word);
    else if (operator === '!') excluded.push(version);
    else included.push(version);
  }
  if (included.length === 0) included = versions.slice(low, high + 1);
  return { enabled: included.filter((version) => !excluded.includes(version)), unknown };
}

/** Whether it leaves TLS 1.2 or TLS 1.3 on, the versions that current software uses. */
export function allowsCurrent({ enabled }: Protocols): boolean {
  return enabled.includes('TLSv1.2') || enabled.includes('TLSv1.3');
}
