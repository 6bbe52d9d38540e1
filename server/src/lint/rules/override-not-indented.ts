// An `-o` that is not indented begins a new service and does not continue the one above (master(5)).

import { firstLineLocation } from '../../edits/lines.ts';
import { incompleteServices, placedServices } from '../../instance/service-fields.ts';
import type { LogicalLine, Placed } from '../../syntax/lines.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const overrideNotIndented: Rule = {
  code: 'override-not-indented',
  title: 'Option is not indented',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const { line, uri, isFirst } of incompleteServices(instance.files.master)) {
      if (line.item.fields[0]?.text.startsWith('-')) yield finding(uri, line, 'bad field count', isFirst);
    }
    for (const [uri, service] of placedServices(instance)) {
      if (service.name.startsWith('-'))
        yield finding(uri, service, `invalid type field "${service.type}"`, service === instance.services[0]);
    }
  },
};

function finding(
  uri: string,
  line: Placed<{ readonly line: LogicalLine }>,
  fatal: string,
  isFirst: boolean,
): Finding {
  return {
    at: firstLineLocation(uri, line),
    message:
      'This option is not indented, so Postfix reads the line as a separate service. ' +
      `Postfix does not start, or keeps its old settings; postconf exits with: ${logText(fatal)}. ` +
      'Begin the line with white space.',
    ...(isFirst
      ? {}
      : {
          fixes: [
            {
              title: 'Indent to continue the service above',
              edits: [{ at: { uri, start: line.start, end: line.start }, text: '  ' }],
              preferred: true,
            },
          ],
        }),
  };
}
