// Which domain smtpd's clients get for incomplete addresses in headers: smtpd_check_rewrite() (smtpd_check.c).

import { plainWords } from '../../instance/restriction-classes.ts';
import { clientChecks, isOwnAddress } from '../client-checks.ts';
import type { Query } from '../query.ts';
import type { Session } from '../session.ts';
import type { Program } from './program.ts';
import { findIn } from './table-by-name.ts';

/** `remote`: remote_header_rewrite_domain, or none. */
export function rewritingOf(program: Program, question: Query, session: Session): 'local' | 'remote' {
  const { address } = session.client;
  session.places = program.at('local_header_rewrite_clients');
  const isLocal = plainWords(program.text('local_header_rewrite_clients')).some((word) => {
    const name = word.toLowerCase();
    if (word.includes(':')) return findIn(program, word, address).kind === 'found';
    // A client that connects from elsewhere is the usual case, so this is not worth a question.
    if (name === 'permit_inet_interfaces') return isOwnAddress(question.instance, address);
    const check =
      Object.hasOwn(clientChecks, name) && name.startsWith('permit_') ? clientChecks[name] : undefined;
    return check?.(question, undefined)[0]?.end === 'permits';
  });
  session.places = [];
  return isLocal ? 'local' : 'remote';
}
