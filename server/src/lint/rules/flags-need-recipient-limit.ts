// Flags that add a header with the recipient: the delivery agent defers mail for several recipients (smtp.c, pipe.c).

import { atLeast } from '../../catalog/release.ts';
import type { Fix } from '../../edits/edit.ts';
import type { Instance, PlacedService } from '../../instance/instance.ts';
import { valuesOfType } from '../../instance/read-values.ts';
import { placedServices, plainArguments, within } from '../../instance/service-fields.ts';
import type { Tables } from '../../instance/table-files.ts';
import { areTransportTablesReadable, transportReferences } from '../../mail/transports.ts';
import { parseInteger } from '../../syntax/scalars.ts';
import { logText } from '../messages.ts';
import type { Finding, Rule } from '../rule.ts';

export const flagsNeedRecipientLimit: Rule = {
  code: 'flags-need-recipient-limit',
  title: 'Flag D or O requires a recipient limit of 1',
  severity: 'warning',
  *configuration({ instance, tables }): Generator<Finding> {
    if (instance.files.main === undefined) return;
    for (const [uri, service] of placedServices(instance)) {
      const use = addsRecipient(instance, tables, service);
      if (use === undefined) continue;
      const flags = plainArguments(service).find(({ text }) => /^flags=/i.test(text));
      const letter = /[DO]/.exec(flags?.text.slice('flags='.length) ?? '')?.[0];
      if (flags === undefined || letter === undefined) continue;
      const parameter = `${service.name}_destination_recipient_limit`;
      // The queue manager reads the parameter from main.cf; an -o of this service has no effect on it.
      if (parseInteger(instance.expanded(parameter)?.text ?? '') === 1) continue;
      const fix = setLimit(instance, parameter);
      yield {
        at: within(uri, service.start, flags),
        ...(use === 'unused' ? { severity: 'information' as const } : {}),
        message:
          `Flag ${letter} allows only one recipient per delivery, but ${service.name} may get several. ` +
          `${service.program} defers mail for more than one recipient and warns: ${logText(`${service.program === 'pipe' ? 'pipe ' : ''}flag \`${letter}' requires ${parameter} = 1`)}. ` +
          `Set ${parameter} = 1 in main.cf.`,
        ...(fix === undefined ? {} : { fixes: [fix] }),
      };
    }
  },
};

/**
 * A service of smtp or lmtp has flags only because someone uses it. The stock master.cf has pipe services with flags:
 * these matter only if main.cf names them. Another pipe service matters if a table names it, or if a table cannot be
 * read.
 */
function addsRecipient(
  instance: Instance,
  tables: Tables,
  { program, name, type }: PlacedService,
): 'used' | 'unused' | undefined {
  if (type !== 'unix') return undefined;
  if (program === 'smtp' || program === 'lmtp') return atLeast(instance.release, '3.5') ? 'used' : undefined;
  if (program !== 'pipe') return undefined;
  const named = valuesOfType(instance, 'transport').filter(({ text }) => text?.split(':')[0] === name);
  if (named.some((value) => !byLocal.has(value.name))) return 'used';
  if (name === 'maildrop' || named.length > 0) return undefined;
  const uses = transportReferences(instance, tables, { by: 'name', isWanted: (each) => each === name });
  return uses.next().done !== true || !areTransportTablesReadable(instance, tables) ? 'unused' : undefined;
}

/** local(8) passes on one recipient at a time (deliver_pass.c). */
const byLocal: ReadonlySet<string> = new Set(['mailbox_transport', 'fallback_transport']);

function setLimit(instance: Instance, parameter: string): Fix | undefined {
  const { main } = instance.files;
  if (main === undefined) return undefined;
  const title = `Set ${parameter} = 1`;
  const own = instance.entriesOf(parameter).at(-1);
  if (own !== undefined) {
    const { start, item } = own;
    const at = { uri: main.uri, start: start + item.value.start, end: start + item.value.end };
    return { title, edits: [{ at, text: `${item.text === '' ? ' ' : ''}1` }], preferred: true };
  }
  const { text } = main.tree;
  const isEnded = text.length === 0 || text.chunks.at(-1)?.text.endsWith('\n');
  const at = { uri: main.uri, start: text.length, end: text.length };
  return { title, edits: [{ at, text: `${isEnded ? '' : '\n'}${parameter} = 1\n` }], preferred: true };
}
