// A service that takes mail back from a content filter, and sends it there again (FILTER_README).

import type { Edit } from '../../edits/edit.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { isOnLoopback } from '../../mail/smtpd-settings.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const contentFilterLoop: Rule = {
  code: 'content-filter-loop',
  title: 'Mail from the content filter returns to the content filter',
  severity: 'error',
  *configuration({ instance }: Configuration): Generator<Finding> {
    const { master } = instance.files;
    const filter = instance.expanded('content_filter')?.text ?? '';
    if (master === undefined || filter === '') return;
    const services = instance.services.filter(takesMailBack);
    const isFiltered = (service: PlacedService): boolean =>
      instance.expanded('content_filter', service)?.text === filter;
    // If another service takes mail back, this one may be for programs on this host whose mail should be filtered.
    if (!services.every(isFiltered)) return;
    for (const service of services) {
      const at = { uri: master.uri, start: service.start, end: service.start + service.name.length };
      const edit = withoutFilter(instance, service);
      yield {
        at,
        message:
          `${service.name} takes mail back from the content filter and sends it there again. ` +
          'Each message loops until it exceeds hopcount_limit. Postfix then returns the message to the sender. ' +
          'Add -o content_filter= to this service.',
        ...(edit && { fixes: [{ title: 'Add -o content_filter=', edits: [edit], preferred: true }] }),
      };
    }
  },
};

/** An smtpd that only programs on this host can reach, on a port that is not a standard mail port. */
function takesMailBack(service: PlacedService): boolean {
  if (service.program !== 'smtpd' || service.type !== 'inet' || !isOnLoopback(service)) return false;
  const port = service.name.slice(service.name.lastIndexOf(':') + 1);
  return /^\d+$/.test(port) && Number(port) > 1024;
}

function withoutFilter({ files }: Instance, { item, start }: PlacedService): Edit | undefined {
  const { master } = files;
  if (master === undefined || item.arguments.some(({ kind }) => kind === 'argument')) return undefined;
  const end = start + item.line.text.trimEnd().length;
  return { at: { uri: master.uri, start: end, end }, text: '\n  -o content_filter=' };
}
