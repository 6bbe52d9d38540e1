// Why a table was not indexed, what that means for its index, and what to do.

import { sentence } from '../postfix/messages.ts';
import type { Outcome } from '../postfix/table.ts';

const asBefore = 'The index is as it was before.';

/** A sentence or more. @param program postmap or postalias */
export function whyNotIndexed(program: string, outcome: Exclude<Outcome, { readonly kind: 'done' }>): string {
  switch (outcome.kind) {
    case 'failed':
    case 'no-rights': {
      if (outcome.said === undefined) {
        return 'killedBy' in outcome && outcome.killedBy !== undefined
          ? `${program} was terminated by the signal ${outcome.killedBy}. ${asBefore}`
          : `${program} failed. ${asBefore}`;
      }
      const said = sentence(outcome.said);
      // postmap does not say more if it cannot write a Berkeley DB file.
      const isFull = /No space left on device|Disk quota exceeded/.test(said);
      return isFull ? `${said}. ${asBefore} Free some disk space, and try again.` : said;
    }
    case 'no-space':
      return `there is no disk space for a copy of the existing index, which ${program} would leave incomplete if it failed. Free some disk space, and try again.`;
    case 'damaged': {
      const copy = outcome.copy === undefined ? '' : ` The previous index is in ${outcome.copy}.`;
      const cause = whyNotIndexed(program, outcome.cause).replace(` ${asBefore}`, '').replace(/\.?$/, '.');
      return `${cause} The index is incomplete, and the previous one could not be written back.${copy}`;
    }
    case 'not-started':
      return outcome.reason;
    case 'declined':
      return outcome.reason ?? 'you did not allow the command.';
    case 'timed-out':
      return `${program} took too long and was stopped. ${asBefore}`;
    case 'canceled':
      return `${program} was canceled.`;
  }
}
