// A line in master.cf with fewer than eight fields: Postfix does not start (master_ent.c, postconf_master.c).

import { commentOut, firstLineLocation } from '../../edits/lines.ts';
import { incompleteServices } from '../../instance/service-fields.ts';
import { masterFields } from '../../syntax/master-cf.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const masterFieldCount: Rule = {
  code: 'master-field-count',
  title: 'Service has fewer than eight fields',
  severity: 'error',
  *configuration({ instance: { files } }): Generator<Finding> {
    for (const { line, uri } of incompleteServices(files.master)) {
      const { fields } = line.item;
      // Options that are not indented have their own rule.
      if (fields[0]?.text.startsWith('-')) continue;
      // Postfix expands nothing here, so a script fills in the line.
      if (/^[^ \t]*\$\{\w+\}/.test(fields[0]?.text ?? '')) continue;
      const missing = masterFields[fields.length];
      yield {
        at: firstLineLocation(uri, line),
        message:
          `This line has only ${fields.length} of the 8 fields of a service; ${missing} is the first missing field. ` +
          `Postfix does not start, or keeps its old settings; postconf exits with: ${logText('bad field count')}. ` +
          'Write "-" for each field that should have its default, or indent the line if it continues the line above.',
        fixes: [{ title: 'Comment out this line', edits: commentOut(uri, line) }],
      };
    }
  },
};
