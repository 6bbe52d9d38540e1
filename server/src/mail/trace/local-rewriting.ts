// Which domain smtpd's clients get for incomplete addresses in headers: smtpd_check_rewrite() (smtpd_check.c).

import { plainWords } from '../../instance/restriction-classes.ts';
import { clientChecks } from '../client-checks.ts';
import type { Query } from '../query.ts';
import type { Session } from '../session.ts';
import { mapsOf } from './lookup.ts';
import type { Program } from './program.ts';

/** `remote`: remote_header_rewrite_domain, or none. */
export function rewritingOf(program: Program, question: Query, session: Session): 'local' | 'remote' {
  const words = plainWords(program.text('local_header_rewrite_clients'));
  session.places = program.at('local_header_rewrite_clients');
  const isLocal = words.some((word) => {
    const name = word.toLowerCase();
    if (name === 'check_address_map') return false;
    if (word.includes(':')) return isInTable(program, session, word);
    const check =
      Object.hasOwn(clientChecks, name) && name.startsWith('permit_') ? clientChecks[name] : undefined;
    return check?.(question, undefined)[0]?.end === 'permits';
  });
  session.places = [];
  return isLocal ? 'local' : 'remote';
}

function isInTable(program: Program, session: Session, table: string): boolean {
  const { client } = session;
  const maps = mapsOf(program, 'local_header_rewrite_clients');
  const own = maps?.tables.find(({ text }) => text === table);
  const answer = own?.dictionary.find(client.address);
  if (answer === undefined || answer.kind === 'none' || answer.kind === 'error') return false;
  if (answer.kind === 'found') return true;
  return session.ask({ decider: 'table', question: `whether ${table} lists ${client.address}` }, [
    { answer: 'It does not.', value: false },
    { answer: 'It does.', value: true },
  ]);
}
