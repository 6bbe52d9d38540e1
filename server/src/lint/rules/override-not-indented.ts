// An `-o` at the margin begins a service of its own, and not the continuation of the one above (master(5)).

import { firstLineLocation } from '../../edits/lines.ts';
import { incompleteServices, placedServices } from '../../instance/service-fields.ts';
import type { LogicalLine, Placed } from '../../syntax/lines.ts';
import type { Finding, Rule } from '../rule.ts';

export const overrideNotIndented: Rule = {
  code: 'override-not-indented',
  title: 'An option at the margin belongs to no service',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const { line, uri, isFirst } of incompleteServices(instance.files.master)) {
      if (line.item.fields[0]?.text.startsWith('-')) yield finding(uri, line, isFirst);
    }
    for (const [uri, service] of placedServices(instance)) {
      if (service.name.startsWith('-')) yield finding(uri, service, service === instance.services[0]);
    }
  },
};

function finding(uri: string, line: Placed<{ readonly line: LogicalLine }>, isFirst: boolean): Finding {
  return {
    at: firstLineLocation(uri, line),
    message:
      'This option stands at the margin, so it belongs to no service: Postfix takes the line for a service of its own. ' +
      'master does not start, or keeps its old settings; postconf dies: bad field count. ' +
      'Begin the line with white space.',
    ...(isFirst
      ? {}
      : {
          fixes: [
            {
              title: 'Indent: it belongs to the service above',
              edits: [{ at: { uri, start: line.start, end: line.start }, text: '  ' }],
              preferred: true,
            },
          ],
        }),
  };
}
