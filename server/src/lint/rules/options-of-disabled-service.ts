// Options that stay after their service was commented out: they continue the service above (readlline.c).

import { lineNumber, numberSigns } from '../../edits/lines.ts';
import type { PlacedService } from '../../instance/instance.ts';
import { placedServices } from '../../instance/service-fields.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const optionsOfDisabledService: Rule = {
  code: 'options-of-disabled-service',
  title: 'Options of a disabled service apply to the service above',
  severity: 'warning',
  explains: [],
  *configuration({ instance }: Configuration): Generator<Finding> {
    for (const [uri, service] of placedServices(instance)) {
      if (service.item.line.pieces.length < 2) continue;
      const { pieces, text } = service.item.line;
      const from = pieces.findIndex(
        (piece, i) => i > 0 && disabledService(service, text.slice(pieces[i - 1]?.end ?? 0, piece.start)),
      );
      const first = pieces[from];
      if (first === undefined) continue;
      const disabled = disabledService(service, text.slice(pieces[from - 1]?.end ?? 0, first.start)) ?? '';
      const { start } = service;
      const indent = /^[ \t]*/.exec(text.slice(first.start, first.end))?.[0].length ?? 0;
      const line = lineNumber(instance.files.master, start);
      yield {
        at: { uri, start: start + first.start + indent, end: start + first.end },
        explains: { uri, start: start + first.start, end: start + (pieces.at(-1)?.end ?? first.end) },
        message:
          `This line belongs to ${disabled}, which is commented out, so Postfix reads it as part of ${service.key} on line ${line}. ` +
          `Postfix runs ${service.program} for that service with these options, and logs nothing. ` +
          'Comment out the options too.',
        related: [
          {
            at: { uri, start, end: start + service.name.length },
            message: 'The options apply to this service',
          },
        ],
        fixes: [
          {
            title: 'Comment out these options',
            edits: numberSigns({ ...service.item.line, pieces: pieces.slice(from) }).map((sign) => ({
              at: { uri, start: start + sign.start, end: start + sign.end },
              text: sign.text,
            })),
            preferred: true,
          },
        ],
      };
    }
  },
};

const commentedService =
  /^#+[ \t]*([\w.:[\]-]+)[ \t]+(inet|unix|fifo|pass|unix-dgram)[ \t]+[yn-][ \t]+[yn-][ \t]+[yn-][ \t]+\S+[ \t]+\S+[ \t]+([\w-]+)/;

/** The last service that is commented out in the lines between two parts of a service. */
function disabledService(service: PlacedService, between: string): string | undefined {
  const last = between.split('\n').findLast((line) => commentedService.test(line));
  const [, name, type] = commentedService.exec(last ?? '') ?? [];
  const key = `${name}/${type}`;
  // The same service in another form, for which the options are meant as well.
  return last === undefined || key === service.key ? undefined : key;
}
