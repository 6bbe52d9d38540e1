// The lookups that smtpd's restrictions make, on a journey.

import type { TableReference } from '../../syntax/value.ts';
import { addressFlags, dictionary } from '../dictionary.ts';
import type { LookupKey } from '../lookup-keys.ts';
import type { AccessFound, Found, Lookups } from '../session.ts';
import { quoteLocal } from './addresses.ts';
import { assume } from './assume.ts';
import { type Found as FoundInMaps, failedLookup, find, findAddress, mapsOf } from './lookup.ts';
import type { Program } from './program.ts';
import { resolveAddress } from './resolve.ts';
import { rewrite, trivialRewrite } from './rewriting.ts';

export function lookupsOf(program: Program): Lookups {
  const { journey } = program;
  return {
    resolve(address, sender) {
      const resolver = trivialRewrite(journey, program);
      const from = sender === undefined ? '' : rewrite(journey, sender, 'local');
      const resolved = resolveAddress(resolver, from, rewrite(journey, address, 'local'));
      return { ...resolved, address: program.fold(resolved.address) };
    },
    find(parameter, address): Found {
      const maps = mapsOf(program, parameter);
      return maps === undefined
        ? { kind: 'missing' }
        : simply(program, address, findAddress(program, maps, address));
    },
    findKey(parameter, key): Found {
      const maps = mapsOf(program, parameter);
      return maps === undefined ? { kind: 'missing' } : simply(program, key, find(program, maps, key));
    },
    access: (table, keys) => access(program, table, keys),
  };
}

function simply(program: Program, key: string, found: FoundInMaps): Found {
  switch (found.kind) {
    case 'found':
      return { kind: 'found', text: found.text };
    case 'none':
      return { kind: 'missing' };
    case 'error':
      program.step(failedLookup(key, found));
      return { kind: 'error', retry: true };
  }
}

/** What smtpd uses as the answer if the lookup fails. */
const failed = '451 4.3.5 Server configuration error';

function access(
  program: Program,
  table: TableReference,
  keys: readonly LookupKey[],
): AccessFound | undefined {
  const opened = dictionary(program.journey.system.tables, table, addressFlags);
  for (const { text: key, partial } of keys) {
    if ((partial && !opened.fixed) || key === '') continue;
    for (const form of new Set([externalKey(key), key])) {
      const { value, condition } = assume(
        program,
        opened.name,
        opened.find(form),
        form,
        keys[0]?.text ?? form,
      );
      if (value.kind === 'none') continue;
      if (value.kind === 'error')
        program.step(failedLookup(form, { table: opened.name, at: [], ...(condition && { condition }) }));
      if (value.kind === 'error' || value.text === '') return { text: failed };
      const text = value.text ?? unknownAnswer(program, opened.name, keys[0]?.text ?? form);
      return { text, ...(value.at && { entry: value.at }) };
    }
  }
  return undefined;
}

/** An address is looked up with quotes first, if it needs them (mail_addr_find.c). */
function externalKey(key: string): string {
  return key.includes('@') ? quoteLocal(key) : key;
}

/** The answer of a table that cannot be read. */
function unknownAnswer({ journey }: Program, table: string, about: string): string {
  return journey.choose(
    { decider: 'table', question: `which action ${table} returns for ${about}` },
    ['OK', 'REJECT', 'DISCARD', 'DUNNO'].map((value) => ({ answer: `It returns ${value}.`, value })) as [
      { answer: string; value: string },
    ],
  ).value;
}
