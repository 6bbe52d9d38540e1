// A comment behind a service or its options: its words are arguments, and the program takes none (smtpd.c and others).

import { commentToOwnLine } from '../../edits/lines.ts';
import { placedServices, plainArguments, refusesArguments, within } from '../../instance/service-fields.ts';
import type { Finding, Rule } from '../rule.ts';

export const overrideComment: Rule = {
  code: 'override-comment',
  title: 'A comment behind a service is an argument',
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
          'A comment cannot stand behind other text: its words are arguments of the program. ' +
          `${service.program} dies: unexpected command-line argument: ${comment.text}. ` +
          'Give the comment a line of its own.',
        fixes: [commentToOwnLine(uri, service.start, line, span)],
      };
    }
  },
};
