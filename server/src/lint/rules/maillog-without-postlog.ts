// A log file that Postfix should write, but no service that writes it: Postfix does not start (postfix-script).

import { atLeast } from '../../catalog/release.ts';
import { valuesOfType } from '../../instance/read-values.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const maillogWithoutPostlog: Rule = {
  code: 'maillog-without-postlog',
  title: 'maillog_file is set, but the postlog service is missing',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    const { master } = instance.files;
    if (master === undefined || !atLeast(instance.release, '3.4')) return;
    if (instance.services.some(({ name, type }) => name === 'postlog' && type === 'unix-dgram')) return;
    const file = valuesOfType(instance, 'path').find(
      ({ name, service, text }) => name === 'maillog_file' && service === undefined && text,
    );
    if (file === undefined) return;
    const { text } = master.tree;
    const end = { uri: master.uri, start: text.length, end: text.length };
    const isEnded = text.length === 0 || text.chunks.at(-1)?.text.endsWith('\n');
    yield {
      at: file.locate(),
      message:
        'maillog_file is set, but master.cf has no postlog service of type unix-dgram to write the file. ' +
        `Postfix does not start and logs: ${logText("missing 'postlog' service in master.cf - run 'postfix upgrade-configuration'")}. Add the service.`,
      fixes: [
        {
          title: 'Add the postlog service to master.cf',
          edits: [
            {
              at: end,
              text: `${isEnded ? '' : '\n'}postlog   unix-dgram n  -       n       -       1       postlogd\n`,
            },
          ],
          preferred: true,
        },
      ],
    };
  },
};
