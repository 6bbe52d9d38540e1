// A path that is called a Maildir and does not end with a slash, which alone makes it one (local(8)).

import type { Rule } from '../rule.ts';

export const maildirWithoutSlash: Rule = {
  code: 'maildir-without-slash',
  title: 'Without a slash at the end it is no Maildir',
  severity: 'information',
  values: {
    *path(value) {
      const { name, text } = value;
      if (!mailboxes.has(name) || text === undefined || !/(?:^|[./])maildir$/i.test(text)) return;
      const at = value.locate();
      yield {
        at,
        message:
          `${name} is called a Maildir, and has no slash at its end. ` +
          'Postfix takes the slash for the sign of a Maildir, and without it appends messages to one file: where a directory of that name is, mail waits in the queue. ' +
          'Write the slash.',
        ...(value.isLiteral
          ? {
              fixes: [
                {
                  title: 'Add the slash',
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
