// A path that is named Maildir but does not end with a slash. Only the slash selects maildir delivery (local(8)).

import type { Rule } from '../rule.ts';

export const maildirWithoutSlash: Rule = {
  code: 'maildir-without-slash',
  title: 'Maildir path does not end with a slash',
  severity: 'warning',
  values: {
    *path(value) {
      const { name, text } = value;
      if (!mailboxes.has(name) || text === undefined || !/(?:^|[./])maildir$/i.test(text)) return;
      const at = value.locate();
      yield {
        at,
        // A directory of mailbox files may have this name.
        ...(name === 'mail_spool_directory' && { severity: 'information' }),
        message:
          `${name} does not end with a slash, so Postfix appends all mail for a user to one file. ` +
          'If a directory with the name of that file already exists, Postfix returns the mail to the sender. ' +
          'Add a slash to use the maildir format.',
        ...(value.isLiteral
          ? {
              fixes: [
                {
                  title: 'Add a slash',
                  edits: [{ at: { ...at, start: at.end }, text: '/' }],
                  preferred: true,
                },
              ],
            }
          : {}),
      };
    },
  },
};

const mailboxes: ReadonlySet<string> = new Set(['home_mailbox', 'mail_spool_directory']);
