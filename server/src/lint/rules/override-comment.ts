// A comment after a service or its options: its words become arguments, which the program does not accept (smtpd.c and
// others).

import { commentToOwnLine } from '../../edits/lines.ts';
import { placedServices, plainArguments, refusesArguments, within } from '../../instance/service-fields.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const overrideComment: Rule = {
  code: 'override-comment',
  title: 'Comment after a service becomes an argument',
  severity: 'error',
  *configuration({ instance }): Generator<Finding> {
    for (const [uri, service] of placedServices(instance)) {
      if (!refusesArguments(service.program)) continue;
      const comment = plainArguments(service).find(({ text }) => text.startsWith('#'));
      if (comment === undefined) continue;
      const { line } = service.item;
      const piece = line.pieces.find(({ end }) => comment.start < end);
      const span = { start: comment.start, end: piece?.end ?? comment.end };
      yield {
        at: within(uri, service.start, {
          ...span,
          end: span.start + line.text.slice(span.start, span.end).trimEnd().length,
        }),
        message:
          'A comment cannot follow other text on a line, so the words of the comment become arguments of the program. ' +
          `${service.program} exits with: ${logText(`unexpected command-line argument: ${comment.text}`)}. ` +
          'Put the comment on a separate line.',
        fixes: [commentToOwnLine(uri, service.start, line, span)],
      };
    }
  },
};
