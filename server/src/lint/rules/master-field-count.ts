// A line of master.cf with less than its eight fields: master(8) does not start (master_ent.c).

import { commentOut, firstLineLocation } from '../../edits/lines.ts';
import { incompleteServices } from '../../instance/service-fields.ts';
import { masterFields } from '../../syntax/master-cf.ts';
import type { Finding, Rule } from '../rule.ts';

export const masterFieldCount: Rule = {
  code: 'master-field-count',
  title: 'A service has eight fields',
  severity: 'error',
  *configuration({ instance: { files } }): Generator<Finding> {
    for (const { line, uri } of incompleteServices(files.master)) {
      const { fields } = line.item;
      // An option at the margin has a rule of its own.
      if (fields[0]?.text.startsWith('-')) continue;
      const missing = masterFields[fields.length];
      yield {
        at: firstLineLocation(uri, line),
        message:
          `This line has ${fields.length} of the eight fields of a service; ${missing} is the first that is missing. ` +
          'master does not start, or keeps its old settings; postconf dies: bad field count. ' +
          'Write a - for each field that is to have its default, or begin the line with white space if it continues the one above.',
        fixes: [{ title: 'Comment out', edits: commentOut(uri, line) }],
      };
    }
  },
};
