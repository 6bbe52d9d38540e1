// Postfix looks up the sender in the password table only if authentication depends on the sender (smtp_sasl_glue.c).

import { setParameter } from '../../edits/parameters.ts';
import { chunkFacts } from '../../instance/chunk-facts.ts';
import { readableTables } from '../../instance/tables-in-place.ts';
import { parseBoolean } from '../../syntax/scalars.ts';
import type { Configuration, Finding, Rule } from '../rule.ts';

export const duplicateCredentials: Rule = {
  code: 'duplicate-credentials',
  title: 'Credentials for a sender are never looked up',
  severity: 'warning',
  *configuration({ instance, tables }: Configuration): Generator<Finding> {
    const scopes = [undefined, ...instance.services.filter(({ program }) => program === 'smtp')];
    const depends = scopes.some((service) =>
      parseBoolean(instance.expanded('smtp_sender_dependent_authentication', service)?.text ?? ''),
    );
    if (depends) return;
    for (const table of readableTables(tables)) {
      if (!table.uses.some(({ parameter }) => parameter === 'smtp_sasl_password_maps')) continue;
      for (const { fact, base } of firstSender(table)) {
        if (fact === undefined) continue;
        const entry = instance.entriesOf('smtp_sasl_password_maps').at(-1);
        const edit = setParameter(instance, 'smtp_sender_dependent_authentication', 'yes', entry);
        yield {
          at: { uri: table.uri, start: base + fact.start, end: base + fact.end },
          message:
            `${fact.key} is never looked up, because smtp_sender_dependent_authentication is off. ` +
            "Postfix looks up the server's host name and the next hop, but not the sender. " +
            'Set smtp_sender_dependent_authentication = yes, or remove this line.',
          ...(edit && {
            fixes: [
              { title: 'Set smtp_sender_dependent_authentication = yes', edits: [edit], preferred: true },
            ],
          }),
        };
        // One finding is enough for all such lines.
        break;
      }
    }
  },
};

/** The first key with an @; offsets are relative to the start of the chunk. */
const firstSender = chunkFacts((items) => {
  for (const { item, start } of items) {
    if (item.kind !== 'table-entry' || item.problem !== undefined || !item.key.text.includes('@')) continue;
    const { key } = item;
    return { key: key.text, start: start + key.start, end: start + key.end };
  }
  return undefined;
});
